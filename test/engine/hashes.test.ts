import { expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest, filters } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'

const file = `
x-common: &common
  image: busybox
  command: sleep 3600
  init: true
services:
  base:
    <<: *common
    environment: { A: "1", B: null, C: "a 'b' \\"c\\"", D: $$HOME }
    env_file: [one.env, { path: two.env, required: false }, { path: none.env, required: false }, { path: raw.env, format: raw }]
    labels: { tier: back, empty: null, number: 1.50 }
    volumes: [data:/data, ./conf:/conf:ro, /scratch, { type: tmpfs, target: /tmp/t, tmpfs: { size: 1m, mode: 0700 } }]
    healthcheck: { test: "true", interval: 1m30s, retries: 3, start_period: 1s }
    secrets: [token, { source: key, target: /k, mode: 0400 }]
    configs: [{ source: conf, target: /c }]
    ports: ["127.0.0.1::80", "8081-8082/udp", { target: 90, app_protocol: http }]
    expose: [70]
    networks: { back: { aliases: [database], priority: 5 }, default: null }
  resources:
    <<: *common
    cpu_shares: 512
    mem_limit: 64m
    memswap_limit: -1
    shm_size: 2mb
    ulimits: { nofile: 1024, nproc: { soft: 10, hard: 20 } }
    sysctls: [net.core.somaxconn=1024]
    cap_add: [NET_ADMIN]
    cap_drop: [MKNOD]
    security_opt: [no-new-privileges]
    blkio_config: { weight: 300 }
    tmpfs: [/t]
    read_only: true
    deploy: { replicas: 2, labels: { a: b }, resources: { limits: { cpus: "0.5", memory: 64m, pids: 50 } }, restart_policy: { condition: on-failure, max_attempts: 3 } }
    logging: { driver: json-file, options: { max-size: 1m, max-file: 3 } }
    extra_hosts: ["somewhere:10.1.2.3", "b=::1"]
    dns: 10.9.8.7
    stop_grace_period: 1m1.5s
    post_start: [{ command: "true", user: root }]
    profiles: [extra]
  network:
    <<: *common
    network_mode: service:base
  namespaces:
    <<: *common
    ipc: service:base
    pid: service:network
    volumes_from: [extended:ro, "resources"]
    profiles: [extra]
  linked:
    <<: *common
    links: [base:db]
    depends_on: { network: { condition: service_started, restart: true } }
    annotations: [k=v]
    attach: false
    develop: { watch: [{ path: ./conf, action: sync, target: /x }] }
  extended:
    extends: { service: network }
    network_mode: none
    volumes: ["data:/data"]
    env_file: one.env
networks: { back: { labels: { kind: inner } } }
volumes: { data: { labels: { kind: state } } }
secrets: { token: { environment: TOKEN }, key: { file: ./one.env } }
configs: { conf: { content: "x: $TOKEN" } }
`

const files = {
  'compose.yaml': file,
  'one.env': 'FROM_FILE="a b"\nA=hidden\nREF=${FROM_FILE}-$TOKEN\nBARE\n',
  'two.env': 'FROM_FILE=later\n',
  'raw.env': 'RAW="quoted" # kept\n',
  'one.labels': 'team=data\ntier=hidden\n',
  'two.labels': 'team=ops\n',
  'conf/app.cfg': 'x\n',
}

test('config --hash prints what docker compose writes on the containers that it creates', async () => {
  await using project = await testProject(files)
  const args = ['--profile', 'extra']
  const env = { TOKEN: 'not-a-secret' }
  expectSuccess(await dockerCompose(project, [...args, 'create', '--quiet-pull'], { env }))
  const label = filters({ label: [`com.docker.compose.project=${project.name}`] })
  const created = (await engineRequest('GET', `/containers/json?all=1&${label}`)) as readonly {
    readonly Labels: Readonly<Record<string, string>>
  }[]
  const labels = new Set(
    created.map(({ Labels }) => `${Labels['com.docker.compose.service']} ${Labels['com.docker.compose.config-hash']}`),
  )
  const hashes = await muster(project, [...args, 'config', '--hash', '*'], { env })
  expectSuccess(hashes)
  expect(hashes.stdout.trim().split('\n')).toEqual([...labels].sort())
})
