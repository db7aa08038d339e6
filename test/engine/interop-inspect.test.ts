import { describe, expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'

/** Files whose containers docker compose and muster must create alike: every attribute that reaches the engine. */
const files: Readonly<Record<string, string>> = {
  process: `
services:
  a:
    image: busybox
    command: sleep 3600
    entrypoint: ["/bin/sh", "-c"]
    working_dir: /tmp
    user: "1000:1000"
    hostname: host
    domainname: example.org
    environment: { A: "1", B: null, C: "" , D: 'x y' }
    labels: { l: v, m: "" }
    annotations: { k: v }
    init: true
    tty: true
    stdin_open: true
    stop_signal: SIGINT
    stop_grace_period: 1m30s
    restart: on-failure:3
    healthcheck: { test: "true", interval: 1m, timeout: 5s, retries: 4, start_period: 2s, start_interval: 1s }
    expose: [81, "82/udp"]
    logging: { driver: json-file, options: { max-size: 1m } }
    platform: linux/amd64
`,
  resources: `
services:
  a:
    image: busybox
    cpus: 0.5
    cpu_shares: 512
    cpuset: "0"
    mem_limit: 64m
    mem_reservation: 32m
    memswap_limit: 128m
    shm_size: 32m
    pids_limit: 50
    oom_score_adj: 100
    oom_kill_disable: true
    ulimits: { nofile: { soft: 100, hard: 200 }, nproc: 50 }
    blkio_config: { weight: 300 }
    cgroup: private
    cgroup_parent: muster-test
    sysctls: { net.core.somaxconn: 1024 }
    storage_opt: {}
  b:
    image: busybox
    deploy:
      replicas: 2
      resources: { limits: { cpus: "0.25", memory: 48M, pids: 20 }, reservations: { memory: 16M } }
      restart_policy: { condition: on-failure, max_attempts: 2 }
`,
  security: `
services:
  a:
    image: busybox
    cap_add: [NET_ADMIN]
    cap_drop: [ALL]
    group_add: [audio, "1000"]
    security_opt: [no-new-privileges:true]
    read_only: true
    tmpfs: [/run, "/tmp:size=1m"]
    devices: ["/dev/null:/dev/mynull:r"]
    device_cgroup_rules: ["c 1:3 mr"]
    ipc: shareable
    uts: host
    userns_mode: host
  b:
    image: busybox
    privileged: true
    pid: host
    security_opt: [systempaths=unconfined]
`,
  networks: `
services:
  a:
    image: busybox
    networks: { one: { aliases: [x, y], ipv4_address: 10.213.7.9, priority: 5, mac_address: "02:42:ac:11:65:43" }, two: }
    dns: [1.1.1.1]
    dns_search: [example.org]
    dns_opt: [use-vc]
    extra_hosts: { h: 10.0.0.1, gw: host-gateway }
    ports: ["127.0.0.1:28080:80", "8443", "28100-28101:90-91/udp"]
  b: { image: busybox, network_mode: none }
  c: { image: busybox, network_mode: "service:a", pid: "service:a" }
  d: { image: busybox, depends_on: [a], volumes_from: [a], links: ["a:alias"], networks: [one] }
networks:
  one: { ipam: { config: [{ subnet: 10.213.7.0/24, gateway: 10.213.7.1 }] }, labels: { l: v } }
  two: { internal: true, driver_opts: { com.docker.network.driver.mtu: "1400" } }
`,
  empty: `
services:
  a: { image: busybox, dns: [], dns_opt: [], dns_search: [], networks: { default: { driver_opts: {} } } }
  b: { image: busybox, dns: [""], cap_add: [], sysctls: {}, ulimits: {} }
  c: { image: busybox, dns: "", ulimits: { memlock: 9223372036854775807 } }
`,
  mounts: `
services:
  a:
    image: busybox
    volumes:
      - data:/data
      - /anon
      - ./host:/host:ro
      - { type: bind, source: ./host, target: /long, bind: { propagation: rslave } }
      - { type: volume, source: data, target: /sub, volume: { nocopy: true } }
      - { type: tmpfs, target: /t, tmpfs: { size: 1000000, mode: 0755 } }
    configs: [plain, { source: inline, target: /etc/inline, mode: 0400 }]
    secrets: [file]
volumes: { data: { labels: { l: v } } }
configs: { plain: { file: ./plain.txt }, inline: { content: hello } }
secrets: { file: { file: ./secret.txt } }
`,
}

type Facts = Readonly<Record<string, unknown>>

/** What \`docker inspect\` shows of all containers, without what differs by nature. */
async function inspected(project: TestProject): Promise<readonly unknown[]> {
  const { containers } = await objectsOf(project.name)
  const all = await Promise.all(
    containers.map(async ({ Id }) => facts((await engineRequest('GET', `/containers/${Id}/json`)) as Facts)),
  )
  return all.sort((a, b) => (String(a['Name']) < String(b['Name']) ? -1 : 1))
}

function facts(raw: Facts): Facts {
  const config = raw['Config'] as Facts
  const labels = Object.entries(config['Labels'] as Record<string, string>).filter(
    ([key]) => !key.startsWith('dev.muster.') && key !== 'com.docker.compose.depends_on',
  )
  const { Networks } = raw['NetworkSettings'] as { Networks: Record<string, Facts> }
  const host = raw['HostConfig'] as Facts
  const sorted = (items: unknown): unknown =>
    Array.isArray(items) ? items.map((item) => JSON.stringify(item)).sort() : items
  // docker compose iterates over Go maps here, so its order differs from run to run.
  const unordered = Object.fromEntries(
    ['ExtraHosts', 'Mounts', 'Binds', 'Ulimits'].map((key) => [key, sorted(host[key])]),
  )
  const text = JSON.stringify({
    Name: raw['Name'],
    Config: {
      ...config,
      Env: [...((config['Env'] as string[] | null) ?? [])].sort(),
      Labels: Object.fromEntries(labels.sort(([a], [b]) => (a < b ? -1 : 1))),
      Hostname: /^[0-9a-f]{12}$/.test(String(config['Hostname'])) ? '' : config['Hostname'],
    },
    HostConfig: { ...host, ...unordered },
    Mounts: (raw['Mounts'] as Facts[])
      .map(({ Type, Destination, RW, Mode, Propagation }) => ({ Type, Destination, RW, Mode, Propagation }))
      .sort((a, b) => (String(a.Destination) < String(b.Destination) ? -1 : 1)),
    Networks: Object.entries(Networks).map(
      ([name, { Aliases, Links, IPAMConfig, MacAddress, DriverOpts, GwPriority }]) => ({
        name,
        Aliases,
        Links,
        IPAMConfig,
        MacAddress,
        DriverOpts,
        GwPriority,
      }),
    ),
  })
  // The hash of a service that refers to another one by id differs by that id.
  const [reference] = /(?<=container:|VolumesFrom":\[")[0-9a-f]{64}/.exec(text) ?? []
  const comparable =
    reference === undefined
      ? text
      : text.replaceAll(reference, '<id>').replace(/config-hash":"[0-9a-f]{64}/, 'config-hash":"<hash>')
  return JSON.parse(comparable) as Facts
}

describe('docker compose and muster create the same containers', () => {
  test.each(Object.entries(files))('%s', async (_name, yaml) => {
    await using project = await testProject({
      'compose.yaml': yaml,
      'plain.txt': 'x',
      'secret.txt': 'y',
      'host/f': 'z',
    })
    expect(await dockerCompose(project, ['up', '--no-start'])).toMatchObject({ code: 0 })
    const theirs = await inspected(project)
    expect(await dockerCompose(project, ['down', '-v'])).toMatchObject({ code: 0 })
    expect(await muster(project, ['up', '--no-start'])).toMatchObject({ code: 0 })
    expect(await inspected(project)).toEqual(theirs)
    expect(await dockerCompose(project, ['up', '--no-start', '--dry-run'])).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining('Recreat'),
    })
  })
})
