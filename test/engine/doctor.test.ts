import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { muster, musterPath, type Outcome, start } from '../harness/command.ts'
import { engineTarget } from '../harness/engine.ts'
import { abandoned } from '../harness/leases.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

interface Record {
  readonly check: string
  readonly status: string
  readonly message: string
  readonly fix?: string
  readonly code?: string
  readonly line?: number
}

interface Report {
  readonly status: string
  readonly findings: readonly Record[]
}

function reportOf({ stdout }: Outcome): Report {
  return JSON.parse(stdout) as Report
}

function of(report: Report, check: string): readonly Record[] {
  return report.findings.filter((one) => one.check === check)
}

const plain = 'services: { web: { image: busybox, command: sleep 1000, init: true } }\n'

test('a folder of the name .env gives no variables, and is not said to', async () => {
  await using project = await testProject({ 'compose.yaml': plain, '.env/more': 'A=b' })
  const report = reportOf(await muster(project, ['doctor', '--format', 'json']))
  expect(of(report, 'env-file').map(({ message }) => message)).toEqual(['no .env'])
})

test('an engine and a project that are well: everything is said, exit code 0, and nothing but GET is sent', async () => {
  await using project = await testProject({ 'compose.yaml': plain, '.env': 'A=b\n' })
  await using proxy = await startProxy()
  const result = await muster(project, ['doctor', '--format', 'json'], { env: { DOCKER_HOST: proxy.address } })
  expectSuccess(result)
  const report = reportOf(result)
  expect(report.status).not.toBe('problem')
  expect(of(report, 'engine')[0]).toMatchObject({ status: 'ok' })
  expect(of(report, 'engine')[0]?.message).toMatch(
    /(Docker Engine|Podman) \d.* \(DOCKER_HOST\): linux\/\w+, API 1\.\d+/,
  )
  expect(of(report, 'networks')[0]?.message).toMatch(/^\d+ networks/)
  expect(of(report, 'files')[0]?.message).toBe(`${project.directory}/compose.yaml`)
  expect(of(report, 'project')[0]?.message).toContain(`${project.name}: 1 service; nothing keeps`)
  expect(of(report, 'env-file')[0]?.message).toContain('/.env')
  expect(new Set(proxy.requests.map(({ method }) => method))).toEqual(new Set(['GET']))
  expect(await objectsOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] })
})

test('what `up` would refuse is a problem with code and place, also as text; the exit code is 7', async () => {
  const yaml = 'services:\n  a:\n    image: busybox\n    volumes: ["./app.cfg:/app.cfg"]\n'
  await using project = await testProject({ 'compose.yaml': yaml })
  const json = await muster(project, ['doctor', '--format', 'json'])
  expect(json.code).toBe(7)
  expect(of(reportOf(json), 'project')).toContainEqual(
    expect.objectContaining({ status: 'problem', code: 'E081', line: 4, column: 15 }),
  )
  const text = await muster(project, ['doctor'])
  expect(text.code).toBe(7)
  expect(text.stdout).toMatch(/^problem {2}project .*\[E081\] a: .*\/app\.cfg does not exist.*\(compose\.yaml:4:15\)$/m)
  expect(text.stdout).toMatch(/^ +fix: create the file/m)
  expect(text.stdout).toMatch(/\n1 problem/)
})

test('mistakes in files are problems, and a folder without a project is none', async () => {
  await using project = await testProject({ 'compose.yaml': 'services: { a: { imagee: busybox } }\n' })
  const broken = await muster(project, ['doctor', '--format', 'json'])
  expect(broken.code).toBe(7)
  expect(of(reportOf(broken), 'project').map(({ code }) => code)).toContain('E020')
  const none = await muster(project, ['doctor', '--format', 'json'], { cwd: '/' })
  expect(none.code).toBe(0)
  expect(of(reportOf(none), 'project')[0]?.message).toContain('no compose file in')
})

test.each([
  { address: 'unix:///nowhere/docker.sock', says: /socket does not exist/, fix: /systemctl start docker/ },
  { address: 'tcp://127.0.0.1:1', says: /No engine answers there/, fix: /correct DOCKER_HOST/ },
  { address: 'gopher://x', says: /starts with unix:\/\//, fix: /^$/ },
])('where no engine is at $address that is told, and the rest is looked at', async ({ address, says, fix }) => {
  const yaml =
    'services:\n  a:\n    image: example/not-there\n    networks: [n]\n    secrets: [s]\nnetworks: { n: { external: true } }\nsecrets: { s: { environment: TOKEN } }\n'
  await using project = await testProject({ 'compose.yaml': yaml })
  const env = { DOCKER_HOST: address, TOKEN: 'hunter2-canary' }
  const result = await muster(project, ['doctor', '--format', 'json'], { env })
  expect(result.code).toBe(7)
  const report = reportOf(result)
  const [engine] = of(report, 'engine')
  expect(engine).toMatchObject({ status: 'problem', message: expect.stringMatching(says) as string })
  expect(engine?.fix ?? '').toMatch(fix)
  expect(of(report, 'project')).toEqual([expect.objectContaining({ status: 'ok' })])
  expect(result.stdout + result.stderr).not.toContain('hunter2')
})

test('without an engine a port that a program has is told all the same', async () => {
  const server = createServer()
  const port = await listening(server)
  const yaml = `services:\n  a:\n    image: busybox\n    ports: ["127.0.0.1:${port}:80"]\n`
  await using project = await testProject({ 'compose.yaml': yaml })
  try {
    const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }
    const report = reportOf(await muster(project, ['doctor', '--format', 'json'], { env }))
    expect(of(report, 'project').at(-1)).toMatchObject({
      code: 'E080',
      message: `a: port 127.0.0.1:${port} is already in use by node (pid ${process.pid})`,
    })
  } finally {
    server.close()
  }
})

test('a host that takes connections and says nothing is given up after ten seconds', async () => {
  const server = createServer()
  const port = await listening(server)
  await using project = await testProject({ 'compose.yaml': plain })
  try {
    const result = await muster(project, ['doctor'], { env: { DOCKER_HOST: `tcp://127.0.0.1:${port}` } })
    expect(result.code).toBe(7)
    expect(result.stdout).toContain(`tcp://127.0.0.1:${port} (DOCKER_HOST): no answer within 10 s`)
    expect(result.ms).toBeLessThan(20_000)
  } finally {
    server.close()
  }
}, 40_000)

test('what a killed job has left is told with `muster gc`, and stays', async () => {
  await using project = await testProject({ 'compose.yaml': plain })
  await abandoned(project)
  const before = await objectsOf(project.name)
  const report = reportOf(await muster(project, ['doctor', '--format', 'json']))
  const [leases] = of(report, 'leases')
  expect(leases).toMatchObject({ status: 'warning', fix: 'muster gc' })
  expect(leases?.message).toContain(project.name)
  expect((await objectsOf(project.name)).networks).toEqual(before.networks)
})

test.runIf(process.getuid?.() === 0)(
  'a socket that this user may not open is told with the group that may',
  async () => {
    await using project = await testProject({ 'compose.yaml': plain })
    await chmod(project.directory, 0o755)
    const home = await mkdtemp(join(tmpdir(), 'muster-home-'))
    try {
      const as = [
        'setpriv',
        '--reuid',
        '54321',
        '--regid',
        '54321',
        '--clear-groups',
        process.execPath,
        musterPath,
        'doctor',
      ]
      const env = { HOME: home, DOCKER_HOST: `unix://${engineTarget().socketPath}` }
      const result = await start(as, { cwd: project.directory, env }).done
      expect(result.code).toBe(7)
      expect(result.stdout).toMatch(/^problem {2}engine .*no permission to open it$/m)
      expect(result.stdout).toMatch(/fix: add yourself to the group docker/)
      expect(result.stdout).toMatch(/^warning {2}state .*cannot be written: permission denied/m)
    } finally {
      await rm(home, { recursive: true })
    }
  },
)

async function listening(server: Server): Promise<number> {
  return await new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)),
  )
}
