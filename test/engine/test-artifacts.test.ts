import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import schema from '../../schema/events-v1.json' with { type: 'json' }
import { muster, startMuster } from '../harness/command.ts'
import { type TestProject, testProject } from '../harness/project.ts'

/** Every file below a folder with its mode and content, by relative path. */
async function filesIn(folder: string, below = ''): Promise<ReadonlyMap<string, { mode: number; text: string }>> {
  const found = new Map<string, { mode: number; text: string }>()
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name)
    if (entry.isDirectory()) for (const [name, file] of await filesIn(folder, path)) found.set(name, file)
    const { mode } = await lstat(join(folder, path))
    const text = entry.isDirectory() ? '' : await readFile(join(folder, path), 'utf8')
    found.set(entry.isDirectory() ? `${path}/` : path, { mode: mode & 0o777, text })
  }
  return found
}

async function bundleOf({ directory }: TestProject, name = 'out'): ReturnType<typeof filesIn> {
  return await filesIn(join(directory, name))
}

const secrets = {
  environment: 'pl4nted-environment',
  envFile: 'pl4nted-env-file',
  secretFile: 'pl4nted-secret-file\nsecond line of it',
  secretVariable: 'pl4nted-secret-variable',
  buildArgument: 'pl4nted-build-argument',
  address: 'pl4nted%20in-an-address',
  label: 'pl4nted-label',
  shell: 'pl4nted-shell-variable',
  flag: 'pl4nted-given-with-a-flag',
  token: 'pl4ntedEnvFileValueOfAHarmlessName',
}

test('none of ten planted secrets stands anywhere in a bundle, also when containers print them', async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  app:
    image: \${IMAGE:-busybox}
    init: true
    command: ["sh", "-c", "env; cat /run/secrets/*; echo password is $SHELL_TOKEN; sleep 3600", "--password", "${secrets.flag}"]
    env_file: app.env
    environment:
      DB_PASSWORD: ${secrets.environment}
      DATABASE_URL: postgres://user:${secrets.address}@db:5432/app
      SHELL_TOKEN: $SHELL_TOKEN
    labels: { api.token: ${secrets.label} }
    secrets: [from-file, from-variable]
    healthcheck: { test: "echo $$DB_PASSWORD $$API_KEY" }
  built:
    profiles: [never]
    build: { context: ., args: { BUILD_TOKEN: ${secrets.buildArgument} } }
secrets:
  from-file: { file: ./secret.txt }
  from-variable: { environment: GIVEN }
`,
    'app.env': `API_KEY=${secrets.envFile}\nHARMLESS=${secrets.token}\n`,
    'secret.txt': secrets.secretFile,
  })
  const env = { SHELL_TOKEN: secrets.shell, GIVEN: secrets.secretVariable }
  const { code, stderr } = await muster(
    project,
    ['test', '--artifacts', 'out', '--junit', 'out.xml', '--events', 'out.ndjson', '--', 'false'],
    { env },
  )
  expect({ code, stderr: code === 1 ? '' : stderr }).toEqual({ code: 1, stderr: '' })
  const files = await bundleOf(project)
  expect([...files.keys()].toSorted()).toEqual([
    '.muster-artifacts',
    'config.yaml',
    'engine.json',
    'events.ndjson',
    'health.log',
    'inspect/',
    'inspect/app-1.json',
    'logs/',
    'logs/app-1.log',
    'summary.md',
    'timeline.json',
  ])
  expect(files.get('logs/app-1.log')?.text).toContain('password is ***')
  const texts = [...files].map(([name, { text }]): [string, string] => [name, text])
  for (const name of ['out.xml', 'out.ndjson'])
    texts.push([name, await readFile(join(project.directory, name), 'utf8')])
  const planted = [
    ...Object.entries(secrets),
    ['decoded', 'pl4nted in-an-address'],
    ['line', 'second line of it'],
  ] as const
  const found = texts.flatMap(([name, text]) =>
    planted.filter(([, secret]) => text.includes(secret)).map(([place]) => `${place} in ${name}`),
  )
  expect(found).toEqual([])
})

test('a bundle is for its owner alone, and written also when the project does not come up', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db: {image: busybox, init: true, command: sleep 3600, healthcheck: {test: "echo not yet; exit 3", interval: 200ms, retries: 2}}
`,
  })
  const { code } = await muster(project, ['test', '--artifacts', 'out', '--', 'true'])
  expect(code).toBe(4)
  const files = await bundleOf(project)
  for (const [name, { mode }] of files) expect(mode, name).toBe(name.endsWith('/') ? 0o700 : 0o600)
  expect((await lstat(join(project.directory, 'out'))).mode & 0o777).toBe(0o700)
  expect(files.get('health.log')?.text).toMatch(/db-1 unhealthy, [^]*(engine|muster): exit 3\n {2}not yet/)
  expect(files.get('summary.md')?.text).toContain('is unhealthy')
  expect(JSON.parse(files.get('engine.json')?.text ?? '')).toMatchObject({ kind: expect.any(String) })
  expect(JSON.parse(files.get('timeline.json')?.text ?? '')).toMatchObject({
    outcome: 'failed',
    spans: expect.any(Array),
  })
})

test('command lines of healthchecks and of the test are shown without secrets, wherever they are', async () => {
  const check = '"echo no; false --password=pl4nted-1,pl4nted-2 PGPASSWORD=pl4nted-3"'
  await using project = await testProject({
    'compose.yaml': `services:
  db: {image: busybox, init: true, command: sleep 3600, healthcheck: {test: ${check}, interval: 200ms, retries: 2}}
`,
  })
  const command = ['sh', '-c', 'PGPASSWORD=pl4nted-4 true --password pl4nted-5']
  const { code, stderr } = await muster(project, ['test', '--artifacts', 'out', '--junit', 'out.xml', '--', ...command])
  expect(code).toBe(4)
  expect(stderr).toContain('probe   echo no; false --password=***')
  const files = await bundleOf(project)
  expect(files.get('summary.md')?.text).toContain('`sh -c PGPASSWORD=***`')
  expect(files.get('health.log')?.text).toContain('failures in a row: echo no; false --password=***')
  const report = await readFile(join(project.directory, 'out.xml'), 'utf8')
  const texts = [
    ['stderr', stderr],
    ['out.xml', report],
    ...[...files].map(([name, { text }]) => [name, text] as const),
  ]
  expect(texts.filter(([, text = '']) => text.includes('pl4nted')).map(([name]) => name)).toEqual([])
})

test('the health of services is that of before the teardown, with each probe', async () => {
  await using project = await testProject({
    'compose.yaml':
      'services: {db: {image: busybox, init: true, command: sleep 3600, healthcheck: {test: "echo well", interval: 1h}}}',
  })
  expect((await muster(project, ['test', '--artifacts', 'out', '--', 'true'])).code).toBe(0)
  const text = (await bundleOf(project)).get('health.log')?.text
  expect(text).toMatch(/db-1 (starting|healthy), 0 failures in a row: echo well\n[^]*Z muster: exit 0\n {2}well\n/)
})

test('what a failing test has printed is passed on and kept, without secrets', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db: {image: busybox, init: true, command: sleep 3600, environment: {DB_PASSWORD: pl4nted-word}}
  e2e: {image: busybox, profiles: [test], command: sh -c "echo from inside; exit 3"}
`,
  })
  const script = 'echo one; echo pl4nted-word >&2; printf last; exit 3'
  const given = ['test', '--artifacts', 'out', '--junit', 'out.xml']
  const outcome = await muster(project, [...given, '--', 'sh', '-c', script])
  expect(outcome).toMatchObject({ code: 3, stdout: 'one\nlast', stderr: expect.stringContaining('pl4nted-word\n') })
  const files = await bundleOf(project)
  expect(files.get('logs/test.log')?.text.split('\n').toSorted()).toEqual(['***', 'last', 'one'])
  expect(files.get('summary.md')?.text).toContain('last\n')
  const report = await readFile(join(project.directory, 'out.xml'), 'utf8')
  expect(report).toMatch(/exit code 3\n[^<]*last/)
  for (const text of [report, ...[...files.values()].map((one) => one.text)]) expect(text).not.toContain('pl4nted')
  expect((await muster(project, [...given, 'e2e'])).code).toBe(3)
  expect(await readFile(join(project.directory, 'out.xml'), 'utf8')).toContain('exit code 3\nfrom inside<')
  expect((await bundleOf(project)).get('summary.md')?.text).toContain('from inside\n')
})

test('a bundle is written when Ctrl-C ends the test', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: {db: {image: busybox, init: true, command: sh -c "echo here; sleep 3600"}}',
  })
  const running = startMuster(project, ['test', '--artifacts', 'out', '--', 'sh', '-c', 'echo running; exec sleep 60'])
  await running.seen(/running/)
  running.signal('SIGINT')
  expect((await running.done).code).toBe(130)
  const files = await bundleOf(project)
  expect(files.get('logs/db-1.log')?.text).toBe('here\n')
  expect(files.get('summary.md')?.text).toContain('interrupted by SIGINT')
})

test('logs are complete of one-offs and of containers that were replaced or restarted while the test ran', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db: {image: busybox, init: true, command: "sh -c 'echo start $$(hostname); exec sleep 3600'"}
  twice: {image: busybox, init: true, command: "sh -c 'echo run; exec sleep 3600'"}
  e2e: {image: busybox, profiles: [test], command: printf tested}
`,
  })
  const script = `
docker restart -t 0 $COMPOSE_PROJECT_NAME-twice-1 >/dev/null
docker compose -p $COMPOSE_PROJECT_NAME up -d --force-recreate -t 0 db
docker compose -p $COMPOSE_PROJECT_NAME --profile test run e2e
docker compose -p $COMPOSE_PROJECT_NAME --profile test run --rm e2e printf gone
`
  const { code, stderr } = await muster(project, [
    'test',
    '--artifacts',
    'out',
    '--ignore-exits',
    '--',
    'sh',
    '-ec',
    script,
  ])
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  const files = await bundleOf(project)
  const logs = [...files].filter(([name]) => name.endsWith('.log') && name.startsWith('logs/'))
  const count = (pattern: RegExp): number => logs.filter(([, { text }]) => pattern.test(text)).length
  expect({ db: count(/^start \w+\n$/), twice: count(/^run\nrun\n$/), oneOff: count(/^tested$/) }).toEqual({
    db: 2,
    twice: 1,
    oneOff: 1,
  })
  // The engine of a busy machine may have thrown it away before its start was heard of: that is told.
  if (count(/^gone$/) === 0) expect(stderr).toContain('may lack what was said')
})

test('a folder with other files gets a bundle beside them; nothing of others is overwritten, no link followed', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: {}\n',
    'out/mine.txt': 'mine',
    'taken/summary.md': 'mine',
  })
  const run = async (folder: string): Promise<{ code: number | null; stderr: string }> => {
    const { code, stderr } = await muster(project, ['test', '--artifacts', folder, '--', 'true'])
    return { code, stderr }
  }
  expect((await run('out')).code).toBe(0)
  expect((await run('out')).code).toBe(0)
  expect((await bundleOf(project)).get('mine.txt')?.text).toBe('mine')
  expect(await run('taken')).toEqual({ code: 1, stderr: expect.stringMatching(/summary.md exists.*\[E120\]/) })
  await symlink('out', join(project.directory, 'link'))
  expect(await run('link')).toEqual({ code: 1, stderr: expect.stringContaining('symbolic link') })
  await mkdir(join(project.directory, 'planted'))
  await writeFile(join(project.directory, 'victim'), 'mine')
  await symlink('../victim', join(project.directory, 'planted', 'config.yaml'))
  expect((await run('planted')).code).toBe(1)
  expect(await readFile(join(project.directory, 'victim'), 'utf8')).toBe('mine')
})

test('each line of --events validates against the published schema, of a start that fails, too', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db: {image: busybox, init: true, command: sleep 3600, healthcheck: {test: "false", interval: 200ms, retries: 2}}
  web: {image: busybox, depends_on: {db: {condition: service_healthy}}}
  job: {image: busybox, command: "true"}
`,
  })
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema)
  const commands = [
    ['up', '-d', '--wait', '--events', 'e.ndjson'],
    ['down', '--events', 'e.ndjson'],
    ['cp', 'nosuch:/x', '.', '--events', 'e.ndjson'],
  ]
  const types: string[] = []
  for (const args of commands) {
    await muster(project, args)
    const text = await readFile(join(project.directory, 'e.ndjson'), 'utf8')
    for (const line of text.trimEnd().split('\n')) {
      const event = JSON.parse(line) as { type: string }
      types.push(event.type)
      expect(validate(event) ? [] : [line, validate.errors]).toEqual([])
    }
  }
  expect(types).toEqual(
    expect.arrayContaining([
      'command.started',
      'plan',
      'step.started',
      'step.done',
      'service.ready',
      'service.unhealthy',
      'step.skipped',
      'error',
      'command.ended',
    ]),
  )
})
