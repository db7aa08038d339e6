import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { muster, musterPath, start } from '../harness/command.ts'
import { testProject } from '../harness/project.ts'

const failing = `services:
  db:
    image: busybox
    command: sh -c "echo '::error::injected'; exit 3"
`

test('in GitHub Actions there are groups, an annotation at the service, and a step summary', async () => {
  await using project = await testProject({ 'compose.yaml': failing, 'summary.md': '# before\n' })
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: project.directory,
    GITHUB_STEP_SUMMARY: join(project.directory, 'summary.md'),
  }
  const { code, stderr } = await muster(project, ['test', '--', 'true'], { env })
  expect(code).toBe(4)
  const commands = stderr.split('\n').filter((line) => /^\s*::/.test(line))
  expect(commands).toEqual([
    '::group::Set up',
    '::endgroup::',
    '::group::Tear down',
    '::endgroup::',
    // The test itself was not run: it has none.
    expect.stringMatching(/^::error file=compose\.yaml,line=2,col=3,.*title=E094::container .* exited \(3\)/),
  ])
  const summary = await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')
  expect(summary).toMatch(/^# before\n## ✘ muster test: not run[^]*```text\n[^]*::error::injected/)
})

test('a test that fails is an annotation; without progress there are no groups', async () => {
  await using project = await testProject({
    'compose.yaml': `services:\n  db: { image: busybox, init: true, command: sleep 1000 }\n  e2e: { image: busybox, profiles: [t], command: sh -c 'exit 3' }\n`,
  })
  const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: project.directory }
  const commands = async (...args: string[]): Promise<readonly string[]> => {
    const { stderr } = await muster(project, ['--progress', 'quiet', 'test', ...args], { env })
    return stderr.split('\n').filter((line) => line.startsWith('::'))
  }
  expect(await commands('--up', 'db', '--', 'sh', '-c', 'exit 5')).toEqual([
    '::error::test sh -c exit 5 failed with exit code 5',
  ])
  expect(await commands('e2e')).toEqual([
    '::error file=compose.yaml,line=3,col=3,endColumn=6::test e2e failed with exit code 3',
  ])
  expect(await commands('--timeout', '100ms', '--', 'sleep', '1000')).toEqual([
    '::error::test sleep 1000 took longer than 0.1 s',
  ])
  expect(await commands('--', 'true')).toEqual([])
})

test('what a container prints cannot speak to the CI system, what a program of the job prints can', async () => {
  await using project = await testProject({
    'compose.yaml': `services: {e2e: {image: busybox, command: [echo, "::add-mask::x ##[group]y"]}}`,
  })
  const env = { GITHUB_ACTIONS: 'true' }
  const inside = await muster(project, ['test', 'e2e'], { env })
  expect(inside.stdout).toBe(':\\:add-mask::x #\\#[group]y\n')
  const host = await muster(project, ['test', '--up', 'e2e', '--', 'echo', '::notice::x'], { env })
  expect(host.stdout).toBe('::notice::x\n')
})

test('in GitLab there are sections', async () => {
  await using project = await testProject({ 'compose.yaml': `services: {}\n` })
  const { stderr } = await muster(project, ['test', '--', 'true'], { env: { GITLAB_CI: 'true' } })
  expect(stderr).toMatch(/section_start:\d+:muster_set-up[^]*section_end:\d+:muster_set-up/)
})

test('--junit has a case for each service, for the test and for who failed meanwhile', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    image: busybox
    init: true
    command: sh -c "while ! [ -e /tmp/end ]; do sleep 0.1; done; printf 'bad \\\\033 \\\\000 ]]> <'; exit 3"
`,
  })
  const end = 'docker exec $COMPOSE_PROJECT_NAME-db-1 touch /tmp/end; docker wait $COMPOSE_PROJECT_NAME-db-1; exit 5'
  const { code } = await muster(project, ['test', '--junit', 'out.xml', '--', 'sh', '-c', end])
  expect(code).toBe(4)
  const xml = await readFile(join(project.directory, 'out.xml'), 'utf8')
  expect(xml).toContain('tests="3" failures="2" errors="0"')
  expect(xml).toMatch(/<testcase classname="set-up" name="db" time="[\d.]+"\/>/)
  expect(xml).toContain('<failure type="failure" message="exit code 5">')
  expect(xml).toMatch(
    /<failure type="failure" message="db exited with code 3 while the test ran">bad \\x1b \\x00 \]\]&gt; &lt;<\/failure>/,
  )
})

test('a service that nobody started after a failure is skipped, in the report and in the summary', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db: {image: busybox, init: true, command: sleep 3600, healthcheck: {test: "false", interval: 100ms, retries: 1}}
  web: {image: busybox, depends_on: {db: {condition: service_healthy}}}
`,
  })
  const { code } = await muster(project, ['test', '--junit', 'out.xml', '--artifacts', 'out', '--', 'true'])
  expect(code).toBe(4)
  const xml = await readFile(join(project.directory, 'out.xml'), 'utf8')
  expect(xml).toContain('errors="1" skipped="2"')
  expect(xml).toMatch(/name="true" [^>]*>\n *<skipped type="skipped" message="not run: the project did not come up">/)
  expect(xml).toMatch(/name="web" [^>]*>\n *<skipped type="skipped" message="not started">/)
  const summary = await readFile(join(project.directory, 'out', 'summary.md'), 'utf8')
  expect(summary).toMatch(/set-up: web \| [\d.]+ \| not started/)
  expect(summary).toMatch(/\| test \| 0\.0 \| not run \|/)
})

test('--events reaches a descriptor that the caller passes on, and a full disk or a gone reader changes nothing', async () => {
  await using project = await testProject({ 'compose.yaml': 'services: {}\n' })
  const run = async (script: string): Promise<{ code: number | null; stdout: string; stderr: string }> => {
    const shell = ['bash', '-c', `${script.replaceAll('muster', `${musterPath} -p ${project.name}`)}`]
    const { code, stdout, stderr } = await start(shell, { cwd: project.directory }).done
    return { code, stdout, stderr }
  }
  const passed = await run('muster --events fd:3 config -q 3>&1 | cat; exit ${PIPESTATUS[0]}')
  expect(passed.code).toBe(0)
  expect(
    passed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type),
  ).toEqual(['command.started', 'command.ended'])
  const file = await run('muster --events fd:7 config -q 7>here; cat here')
  expect(file.stdout).toContain('command.ended')
  const full = await run('muster --events /dev/full config -q')
  expect(full).toEqual({ code: 0, stdout: '', stderr: expect.stringMatching(/^warning: --events .*no space.*\n$/i) })
  const gone = await run('exec 3> >(exec true); sleep 0.3; muster --events fd:3 ps -q')
  expect(gone.code).toBe(0)
  expect(await run('muster --events fd:3 config -q')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('fd:3'),
  })
  expect(await run('muster --events fd:x config -q')).toMatchObject({ code: 1 })
  const closed = Array.from({ length: 21 }, (_, index) => `fd:${index + 3}`)
  const all = await Promise.all(closed.map(async (fd) => [fd, (await run(`muster --events ${fd} config -q`)).code]))
  expect(all).toEqual(closed.map((fd) => [fd, 1]))
})
