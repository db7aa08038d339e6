import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { musterPath } from '../harness/command.ts'
import { leftOf, play, scenario, startPlay } from '../harness/play.ts'
import { testProject } from '../harness/project.ts'
import { commandAtTerminal } from '../harness/pty.ts'

/** All that a cast shows. */
function shownIn(cast: string): string {
  const events = cast.trimEnd().split('\n').slice(1)
  return events.map((line) => (JSON.parse(line) as [number, string, string])[2]).join('')
}

const web = `
services:
  web:
    image: busybox
    init: true
    command: sh -c "mkdir /www; echo hello from web > /www/index.html; exec httpd -f -p 80 -h /www"
    ports: ["18080:80"]
    volumes: [kept:/kept]
volumes: { kept: }
`

test('a scenario is played on a copy: every kind of step, docker compose too, and nothing is left', async () => {
  await using project = await testProject({ 'compose.yaml': web })
  await project.write(
    'demo.yaml',
    scenario(
      project,
      `
  - say: A web server.
  - host: muster plan
    expect: |
      + network ${project.name}_default  create  not found
      + volume ${project.name}_kept  create  not found
      + ${project.name}-web-1  create  no container yet
      Plan: 3 create.
  - up
  - wait: { http: web:80/ }
  - wait: { tcp: web:80 }
  - http: GET localhost:18080/
    expect: hello from web
  - host: wget -qO- http://localhost:18080/
  - expect: { contains: hello from, matches: /WEB$/i }
  - host: docker compose ps --format '{{.Name}} {{.Ports}}'
    expect: ${project.name}-web-1 127.0.0.1:18080->80/tcp
  - exec: web cat /www/index.html
    expect: hello {{word}} web
  - host: cd / && export GREETING=hi
  - host: echo "$GREETING from $PWD"
    expect: hi from /
  - host: muster -p ${project.name} ls-nothing
    expect: { exit: 1, contains: unknown command }
  - http: GET web:80/nothing
    expect: { status: 404 }
  - down: -v
`,
    ),
  )
  const { code, stderr } = await play(project, ['demo.yaml', '--ci'])
  expect(stderr).toContain('all as written')
  expect(code).toBe(0)
  expect(await leftOf(project.name)).toEqual([])
})

test('a line that is not what is written: exit code 4, the step, its place, and a difference; nothing is left', async () => {
  await using project = await testProject({ 'compose.yaml': web })
  const steps = ['  - up', '  - host: muster exec web cat /www/index.html', '    expect: |', '      hello from db', '']
  await project.write('demo.yaml', scenario(project, steps.join('\n')))
  const { code, stderr } = await play(project, ['demo.yaml', '--ci'])
  expect(code).toBe(4)
  expect(stderr).toContain(
    [
      '--- demo.yaml:6 (written)',
      '+++ `muster exec web cat /www/index.html` (step 2)',
      '@@ -1,1 +1,1 @@',
      '-hello from db',
      '+hello from web',
      'demo.yaml:6:7: error[E140]: step 2: `muster exec web cat /www/index.html` gave something else',
    ].join('\n'),
  )
  expect(await leftOf(project.name)).toEqual([])
})

test('two plays of a scenario leave the same recordings, whatever was faster, and no secret in them', async () => {
  const common = 'image: busybox, init: true, command: sleep 1000'
  const more = ["ports: ['18083:80', '81'], volumes: [/one, /two]", 'depends_on: [a]', 'volumes: [/one]']
  const services = ['a', 'b', 'c'].map((name, index) => `  ${name}: { ${common}, ${more[index]} }\n`)
  await using project = await testProject({ 'compose.yaml': `services:\n${services.join('')}` })
  const host = [
    'muster ps',
    'muster ports',
    'muster fault pause c b a --for 100ms',
    'date; hostname',
    'echo "$API_TOKEN password=hunter2"',
  ]
  const steps = ['up', ...host.map((line) => `host: ${line}`), 'snapshot: save s', 'reset: --to s', 'down']
  const text = scenario(project, steps.map((step) => `  - ${step}\n`).join(''))
  await project.write('demo.yaml', `title: Recorded\nmask: { '/^[0-9a-f]{6,}$/': host }\n${text}`)
  const forms = ['cast', 'svg', 'html']
  const record = async (name: string, token: string): Promise<readonly string[]> => {
    const files = forms.map((form) => `${name}.${form}`)
    const flags = files.flatMap((file) => ['--record', file])
    const { code, stderr } = await play(project, ['demo.yaml', '--ci', '--seed', '1', ...flags], { API_TOKEN: token })
    expect(stderr).toContain('all as written')
    expect(code).toBe(0)
    return await Promise.all(files.map(async (file) => await readFile(join(project.directory, file), 'utf8')))
  }
  const [one, two] = await Promise.all([record('one', 'first-canary-1'), record('two', 'second-canary-2')])
  expect(two).toEqual(one)
  expect(shownIn(one[0] ?? '')).toContain(
    `${['a', 'b', 'c'].map((it) => `${project.name}-${it}-1`).join(', ')}: frozen`,
  )
  for (const text of [...one, ...two, shownIn(one[0] ?? '')]) expect(text).not.toMatch(/canary|hunter2/)
  expect(await leftOf(project.name)).toEqual([])
})

test.each([
  { key: '\x03', name: 'Ctrl-C', code: 130 },
  { key: 'q', name: 'q', code: 0 },
])('$name in a pause ends the play, gives the terminal back, and nothing is left', async ({ key, code }) => {
  await using project = await testProject({ 'compose.yaml': web })
  await project.write('demo.yaml', scenario(project, '  - up\n  - pause: look at this\n  - host: echo never\n'))
  const terminal = await commandAtTerminal([musterPath, 'play', 'demo.yaml', '--speed', '100'], {
    cwd: project.directory,
  })
  await terminal.seen(/\$\S* $/)
  await expect.poll(() => terminal.isRaw()).toBe(true)
  terminal.type('\r')
  await terminal.seen(/look at this/)
  expect(await leftOf(project.name)).not.toEqual([])
  terminal.type(key)
  expect(await terminal.ended()).toBe(code)
  expect(terminal.output()).not.toContain('never')
  expect(await leftOf(project.name)).toEqual([])
})

test('kill -9 of a play: its watchdog takes away what its commands have made, under whatever name', async () => {
  await using project = await testProject({ 'compose.yaml': web })
  const steps = [
    'up',
    `host: muster -p ${project.name}-other --progress quiet up -d`,
    'host: docker compose --progress quiet run -d --no-deps --name $MUSTER_ISOLATE web sleep 1000',
    'host: echo now $$; exec sleep 1000',
  ]
  await project.write('demo.yaml', scenario(project, steps.map((step) => `  - ${step}\n`).join('')))
  const running = startPlay(project, ['demo.yaml', '--yes', '--speed', '100'], { TMPDIR: project.directory })
  await running.seen(/^now \d+$/m)
  const shell = Number(/^now (\d+)$/m.exec(running.output())?.[1])
  expect(new Set(await leftOf(project.name)).size).toBe(2)
  process.kill(running.child.pid ?? 0, 'SIGKILL')
  await running.done.catch(() => undefined)
  await expect.poll(async () => await leftOf(project.name)).toEqual([])
  await expect.poll(() => existsSync(`/proc/${shell}`)).toBe(false)
  await expect.poll(async () => (await readdir(project.directory)).toSorted()).toEqual(['compose.yaml', 'demo.yaml'])
})

test('a step goes on when its fault is in place, with its words; the fault lasts, and no note of it outlives the play', async () => {
  await using project = await testProject({ 'compose.yaml': web })
  const state = "host: muster ps -a --format '{{.Service}} {{.State}}'"
  const steps = `
  - up
  - fault: stop web --timeout 1
    expect: ${project.name}-web-1: stopped until the end
  - ${state}
    expect: web exited
`.replace(/expect: (.*: .*)/g, "expect: '$1'")
  await project.write('demo.yaml', scenario(project, steps))
  const env = { XDG_STATE_HOME: join(project.directory, 'state') }
  const { code, stderr } = await play(project, ['demo.yaml', '--ci', '--record', 'demo.cast'], env)
  expect(stderr).toContain('all as written')
  expect(code).toBe(0)
  const shown = shownIn(await readFile(join(project.directory, 'demo.cast'), 'utf8'))
  expect(shown).toMatch(/--timeout 1 &\S*\r\n\S*-web-1: stopped until the end/)
  expect(await readdir(join(project.directory, 'state', 'muster', 'faults'))).toEqual([])
  expect(await leftOf(project.name)).toEqual([])
})

test('a pattern of the user that takes for ever fails its step', async () => {
  await using project = await testProject({ 'compose.yaml': web })
  const line = `printf '%030000d' 0 | tr 0 a; echo b`
  await project.write('demo.yaml', scenario(project, `  - host: ${line}\n    expect: { matches: /(a+)+$/ }\n`))
  const { code, stderr } = await play(project, ['demo.yaml', '--ci'])
  expect(stderr).toContain('cannot be checked: it takes too long')
  expect(code).toBe(4)
})

test('a scenario is played on a copy of the copy that --isolate names, and shows neither name', async () => {
  await using project = await testProject({ 'compose.yaml': web })
  const steps = `  - host: muster config | sed -n 's/^name. //p'
    expect: ${project.name}
  - host: muster --no-isolate config | sed -n 's/^name. //p'
    expect: ${project.name}
  - host: printf %s "$MUSTER_ISOLATE" | wc -c
    expect: "${'fix-12345678'.length}"
`
  await project.write('demo.yaml', scenario(project, steps))
  expect(await play(project, ['demo.yaml', '--ci', '--isolate=fix'])).toMatchObject({ code: 0 })
  const { code, stderr } = await play(project, ['demo.yaml', '--ci', '--no-isolate'])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('play: --no-isolate is not supported') })
})

test.each(['unix:///nowhere.sock', 'no address'])(
  'a scenario that needs no engine needs none, also at %s',
  async (host) => {
    await using project = await testProject({})
    const steps = `  - say: Files only.
  - write: { file: a/b.txt, text: hello }
  - host: cat a/b.txt
    expect: hello
  - host: echo http://localhost:8080/
    expect: http://localhost:8080/
`
    await project.write('demo.yaml', scenario(project, steps))
    const { code, stderr } = await play(project, ['demo.yaml', '--ci'], { DOCKER_HOST: host })
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('all as written') })
    await project.write('up.yaml', scenario(project, '  - up\n'))
    expect(await play(project, ['up.yaml', '--ci'], { DOCKER_HOST: host })).toMatchObject({ code: 4 })
  },
)

test('that a request has no answer can be expected; the recordings of a play that fails end with its failure', async () => {
  await using project = await testProject({})
  const refused = '  - http: GET http://127.0.0.1:1/\n'
  const steps = `${refused}    expect: { status: none }\n  - host: echo one\n    expect: two\n  - host: echo never\n`
  await project.write('demo.yaml', scenario(project, steps))
  const { code, stderr } = await play(project, ['demo.yaml', '--ci', '--record', 'demo.cast', '--seed', '1'])
  expect({ code, stderr }).toEqual({
    code: 4,
    stderr: expect.stringContaining('step 2: `echo one` gave something else'),
  })
  expect(stderr).toContain('recorded up to the step that failed: demo.cast\n')
  const shown = shownIn(await readFile(join(project.directory, 'demo.cast'), 'utf8'))
  expect(shown).toMatch(/no answer\r\n.*echo one\r\none\r\n\u2718 step 2: `echo one` gave something else\r\n$/s)
  await project.write('other.yaml', scenario(project, refused))
  expect(await play(project, ['other.yaml', '--ci', '--record', 'other.cast'])).toMatchObject({ code: 4 })
  expect(shownIn(await readFile(join(project.directory, 'other.cast'), 'utf8'))).toContain('has no answer: ')
})

test('--dry-run lists the steps and does nothing', async () => {
  await using project = await testProject({ 'compose.yaml': web })
  await project.write('demo.yaml', scenario(project, '  - up\n  - host: touch made\n'))
  const { code, stdout } = await play(project, ['demo.yaml', '--dry-run'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '1  3  $ muster up -d --wait\n2  4  $ touch made\n' })
  await expect(readFile(join(project.directory, 'made'))).rejects.toThrow('ENOENT')
})
