import { expect, test } from 'vitest'
import { verdictOf, type Finding } from '../../../src/api/doctor.ts'
import type { EngineFacts, HostFacts, ProjectFacts, ReachedEngine } from '../../../src/api/doctor/facts.ts'
import { judgeEngine } from '../../../src/api/doctor/judge-engine.ts'
import { judgeHost } from '../../../src/api/doctor/judge-host.ts'
import { judgeLeftovers } from '../../../src/api/doctor/judge-leftovers.ts'
import { judgeProject } from '../../../src/api/doctor/judge-project.ts'
import type { LeaseFound } from '../../../src/api/gc.ts'

const gib = 1024 ** 3

const info: ReachedEngine['info'] & object = {
  version: '28.5.2',
  hostname: 'here',
  operatingSystem: 'Debian GNU/Linux 12',
  os: 'linux',
  architecture: 'amd64',
  storageDriver: 'overlay2',
  cgroupVersion: '2',
  rootless: false,
  dataRoot: '/var/lib/docker',
  addressPools: [],
  forwarding: true,
  warnings: [],
}

const engine: ReachedEngine = {
  reached: true,
  at: { address: 'unix:///var/run/docker.sock', from: 'the default' },
  version: { kind: 'docker', api: '1.51', os: 'linux', experimental: false, ahead: 0, builder: 'buildkit' },
  info,
  here: true,
  disk: { folder: '/var/lib/docker', total: 40 * gib, free: 20 * gib },
  networks: { count: 4, subnets: ['172.17.0.0/16', '172.18.0.0/16'], routes: [], unused: ['old'] },
  leases: [],
}

const host: HostFacts = {
  compose: { path: '/p/docker-compose', version: '2.40.3' },
  buildx: 'absent',
  openFiles: 20_000,
  inotify: { watches: 190_000, instances: 128 },
  emulators: new Set(['arm64']),
  state: { folder: '/home/u/.local/state/muster' },
  faults: false,
}

/** `disk warning`, for what is not well. */
function amiss(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ standing }) => standing !== 'ok').map(({ check, standing }) => `${check} ${standing}`)
}

test('an engine that is well is described, and nothing is amiss', () => {
  const findings = judgeEngine(engine)
  expect(amiss(findings)).toEqual([])
  expect(findings[0]?.message).toBe(
    'Docker Engine 28.5.2 at unix:///var/run/docker.sock (the default): linux/amd64, API 1.51, Debian GNU/Linux 12, overlay2, cgroup 2',
  )
  expect(findings.find(({ check }) => check === 'networks')?.message).toBe(
    '4 networks, 1 of which no container uses; the engine has addresses for 29 more (its pools are for 31)',
  )
})

test.each<[string, Partial<ReachedEngine>, readonly string[]]>([
  ['a clock that is off', { version: { ...engine.version, ahead: -90_000 } }, ['clock warning']],
  ['an old API', { version: { ...engine.version, api: '1.41' } }, ['api warning']],
  ['Podman of whatever API', { version: { ...engine.version, api: '1.41', kind: 'podman' } }, []],
  ['little room', { disk: { folder: '/d', total: 40 * gib, free: gib } }, ['disk warning']],
  ['no room', { disk: { folder: '/d', total: 40 * gib, free: 0 } }, ['disk problem']],
  ['few addresses', { networks: taken(28) }, ['networks warning']],
  ['no addresses', { networks: taken(31) }, ['networks problem']],
  ['no forwarding', { info: { ...info, forwarding: false } }, ['forwarding warning']],
  ['what it says itself', { info: { ...info, warnings: ['WARNING: No swap limit support'] } }, ['engine-says warning']],
  ['an engine that tells nothing more', { info: undefined, disk: undefined, networks: undefined }, []],
])('of an engine: %s', (_, more, expected) => {
  expect(amiss(judgeEngine({ ...engine, ...more }))).toEqual(expected)
})

/** So many of the engine's own subnets. */
function taken(count: number): ReachedEngine['networks'] {
  const large = Array.from({ length: 15 }, (_, i) => `172.${17 + i}.0.0/16`)
  const small = Array.from({ length: 16 }, (_, i) => `192.168.${16 * i}.0/20`)
  return { count, subnets: [...large, ...small].slice(0, count), routes: [], unused: undefined }
}

test('an engine that cannot be reached is a problem, and what to do is told apart from what was found', () => {
  const error = 'unix:///x: no engine answers there; start it (systemctl start docker), or set DOCKER_HOST'
  const [finding] = judgeEngine({ reached: false, at: undefined, error })
  expect(finding).toMatchObject({
    standing: 'problem',
    message: 'unix:///x: no engine answers there',
    fix: 'start it (systemctl start docker), or set DOCKER_HOST',
  })
})

test.each<[string, Partial<HostFacts>, readonly string[]]>([
  ['all is well', {}, []],
  ['nobody knows what is beside muster', { compose: 'unseen', buildx: 'unseen' }, []],
  ['its kernel shows nothing', { openFiles: undefined, inotify: undefined, emulators: undefined }, []],
  ['few files may be open', { openFiles: 256 }, ['open-files warning']],
  ['few folders may be watched', { inotify: { watches: 8192, instances: 128 } }, ['inotify warning']],
  ['notes cannot be kept', { state: { folder: '/s', refused: 'it can only be read' } }, ['state warning']],
])('of this machine: %s', (_, more, expected) => {
  expect(amiss(judgeHost({ ...host, ...more }, engine))).toEqual(expected)
})

const lease: LeaseFound = {
  id: 'l',
  projects: ['p'],
  owner: '',
  expires: '2020-01-01T00:00:00Z',
  standing: 'dead',
  containers: ['p-a-1'],
  networks: ['p_default'],
  volumes: [],
}

test('what leases that are over have left is told with `muster gc`, and what somebody holds is not', () => {
  const held = { ...lease, id: 'h', standing: 'held' } as const
  const [finding] = judgeLeftovers({ ...engine, leases: [lease, held] }, host)
  expect(finding).toMatchObject({ check: 'leases', standing: 'warning', fix: 'muster gc' })
  expect(finding?.message).toBe(
    '1 container, 1 network, 0 volumes are left of 1 lease that are over (p); 1 other lease of which nothing is to be removed',
  )
  expect(amiss(judgeLeftovers({ ...engine, leases: [held] }, host))).toEqual([])
  expect(amiss(judgeLeftovers(engine, { ...host, faults: true }))).toEqual(['faults warning'])
})

const project: ProjectFacts = {
  folder: '/w',
  files: ['/w/compose.yaml'],
  envFiles: ['/w/.env'],
  name: 'p',
  services: { active: 2, disabled: 1 },
  told: [],
}

const unreached: EngineFacts = { reached: false, at: undefined, error: 'gone' }

test('a project that is well is described; without an engine only what it needs of this machine is said to be there', () => {
  const messages = judgeProject(project, { engine, now: 0 }).map(({ message }) => message)
  expect(messages).toEqual([
    '/w/compose.yaml',
    'variables come from /w/.env',
    'p: 2 services, 1 more with profiles that are off; nothing keeps `up` from beginning',
  ])
  expect(judgeProject(project, { engine: unreached, now: 0 }).at(-1)?.message).toContain(
    'what it needs of this machine',
  )
})

test('errors of a project are problems, warnings are warnings, and who changes it is named', () => {
  const told: ProjectFacts['told'] = [
    { severity: 'error', message: 'a' },
    { severity: 'warning', message: 'b', fix: 'c' },
  ]
  const holder = { command: 'up', pid: 42, since: 1000 }
  const findings = judgeProject({ ...project, told, holder }, { engine, now: 4000 })
  expect(amiss(findings)).toEqual(['project problem', 'project warning', 'lock warning'])
  expect(findings.some(({ message }) => message.includes('nothing keeps'))).toBe(false)
  expect(findings.at(-1)?.message).toBe('project p is being changed by "up" (pid 42, 3 s)')
})

test('no compose file is nothing bad', () => {
  const findings = judgeProject({ folder: '/w', files: [], envFiles: [], told: [] }, { engine, now: 0 })
  expect(findings).toEqual([{ check: 'project', standing: 'ok', message: 'no compose file in /w or above' }])
})

test('the verdict is the worst of all', () => {
  const of = (...standings: readonly Finding['standing'][]): string =>
    verdictOf(standings.map((standing) => ({ check: 'x', standing, message: '' })))
  expect([of(), of('ok'), of('ok', 'warning'), of('warning', 'problem', 'ok')]).toEqual([
    'ok',
    'ok',
    'warning',
    'problem',
  ])
})
