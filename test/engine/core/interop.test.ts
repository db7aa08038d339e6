import { describe, expect, test } from 'vitest'
import { dockerCompose, muster, type Outcome } from '../../harness/command.ts'
import { expectNothingLeft, expectSuccess } from '../../harness/oracles.ts'
import { objectsOf, testProject, type TestProject } from '../../harness/project.ts'
import { snapshot } from '../../harness/snapshot.ts'

const file = `
services:
  db:
    image: busybox
    command: ["sleep", "3600"]
    init: true
    environment: { A: "1", EMPTY: "", QUOTED: "a 'b' \\"c\\"" }
    env_file: [db.env]
    volumes: [data:/data, ./conf:/conf:ro, /scratch, { type: tmpfs, target: /tmp/t }]
    healthcheck: { test: "true", interval: 1s, retries: 3, start_period: 1s }
    labels: { tier: back }
    label_file: db.labels
    ulimits: { nofile: 1024 }
    networks: { back: { aliases: [database] } }
  api:
    image: busybox
    command: sleep 3600
    init: true
    depends_on: { db: { condition: service_healthy, restart: true } }
    ports: ["127.0.0.1::80", "81"]
    networks: [default, back]
    cap_add: [NET_ADMIN]
    deploy: { replicas: 2, resources: { limits: { memory: 64m, cpus: "0.5" } } }
    extra_hosts: ["somewhere:10.1.2.3"]
    dns: 10.9.8.7
    stop_grace_period: 2s
  side:
    image: busybox
    command: sleep 3600
    init: true
    network_mode: service:db
    restart: unless-stopped
    logging: { driver: json-file, options: { max-size: 1m } }
networks: { back: { driver: bridge, labels: { kind: inner } } }
volumes: { data: { labels: { kind: state } } }
`

const interopProject = async (): Promise<TestProject> =>
  await testProject({
    'compose.yaml': file,
    'db.env': 'FROM_FILE=yes\n',
    'db.labels': 'team=data\n',
    'conf/app.cfg': 'x\n',
  })

type Tool = (project: TestProject, args: readonly string[]) => Promise<Outcome>
const tools: readonly { first: string; second: string; one: Tool; other: Tool }[] = [
  { first: 'docker compose', second: 'muster', one: dockerCompose, other: muster },
  { first: 'muster', second: 'docker compose', one: muster, other: dockerCompose },
]

describe.concurrent.each(tools)('a project that $first brought up', ({ second, one, other }) => {
  test(`stays as it is under ${second} up -d, and ${second} down removes all of it`, async () => {
    await using project = await interopProject()
    expectSuccess(await one(project, ['up', '-d']))
    const before = (await objectsOf(project.name)).containers.map((c) => c.Id).sort()
    expect(before).toHaveLength(4)
    expectSuccess(await other(project, ['up', '-d']))
    expect((await objectsOf(project.name)).containers.map((c) => c.Id).sort()).toEqual(before)
    expectSuccess(await other(project, ['down', '-v', '-t', '0']))
    await expectNothingLeft(project)
  })

  test(`is recreated by ${second} where a service changed, and only there`, async () => {
    await using project = await interopProject()
    expectSuccess(await one(project, ['up', '-d']))
    const idOf = async (): Promise<Map<string, string>> =>
      new Map((await objectsOf(project.name)).containers.map((c) => [c.Names[0] ?? '', c.Id]))
    const before = await idOf()
    await project.write('compose.yaml', file.replace('cap_add: [NET_ADMIN]', 'cap_add: [SYS_TIME]'))
    expectSuccess(await other(project, ['up', '-d']))
    const after = await idOf()
    const changed = [...after].filter(([name, id]) => before.get(name) !== id).map(([name]) => name)
    expect(changed.sort()).toEqual([`/${project.name}-api-1`, `/${project.name}-api-2`])
  })
})

test.concurrent('muster creates the same containers, networks and volumes as docker compose', async () => {
  await using project = await interopProject()
  expectSuccess(await dockerCompose(project, ['up', '-d']))
  const theirs = await snapshot(project.name)
  expectSuccess(await dockerCompose(project, ['down', '-v', '-t', '0']))
  expectSuccess(await muster(project, ['up', '-d']))
  const ours = await snapshot(project.name)
  // The namespace of `side` is that of a container by id, and its hash holds that id.
  const ids =
    /container:[0-9a-f]{64}|(?<="com.docker.compose.config-hash": ")[0-9a-f]{64}(?=",\s+"com.docker.compose.container-number": "1",\s+"com.docker.compose.depends_on": "db:service_started:true")/g
  expect(ours.replace(ids, '<id>')).toBe(theirs.replace(ids, '<id>'))
})

test.concurrent('the leftover of a docker compose recreate that was killed is healed', async () => {
  await using project = await testProject({
    'compose.yaml': 'services:\n  a:\n    image: busybox\n    command: sleep 3600\n    init: true\n',
  })
  expectSuccess(await dockerCompose(project, ['up', '-d']))
  const expected = await snapshot(project.name)
  const id = (await objectsOf(project.name)).containers[0]?.Id ?? ''
  // What is left when docker compose dies between removing the old container and renaming the new one.
  const { engineRequest } = await import('../../harness/engine.ts')
  await engineRequest('POST', `/containers/${id}/rename?name=0123456789ab_${project.name}-a-1`)
  expectSuccess(await muster(project, ['up', '-d']))
  expect(await snapshot(project.name)).toBe(expected)
})
