import { randomBytes } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { muster, start, startMuster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { atTerminal } from '../harness/pty.ts'

const unique = (): string => randomBytes(12).toString('hex')

/** What makes muster build by each of its builders. */
interface Way {
  readonly way: string
  readonly lines: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const ways: readonly Way[] = [
  { way: 'bake', lines: ['ulimits: { nofile: 99 }'], env: {} },
  { way: 'the engine', lines: [], env: {} },
  { way: 'a session', lines: ['ulimits: { nofile: 99 }'], env: { COMPOSE_BAKE: 'false' } },
  { way: 'the classic builder', lines: [], env: { DOCKER_BUILDKIT: '0' } },
]

describe.each(ways)('a build by $way', ({ lines, env }) => {
  const more = lines.map((line) => `, ${line}`).join('')

  test('that fails names the line of the Dockerfile and the last output of the step', async () => {
    await using project = await testProject({
      'compose.yaml': `services:\n  a: { build: { context: .${more} } }\n`,
      Dockerfile: 'FROM busybox\n\n# why\nRUN echo one-of-many; \\\n  echo the-cause; exit 7\n',
    })
    const failed = await muster(project, ['build'], { env })
    expect(failed.code).toBe(1)
    const words =
      /build of a: .*\(Dockerfile:4\).*code: 7 {2}\(compose\.yaml:2:\d+\) \[E090\]\n {2}one-of-many\n {2}the-cause/
    expect(failed.stderr).toMatch(words)
  })

  test('that is interrupted ends at once, and nothing of it is left', async () => {
    const mark = `mark-${unique()}`
    await using project = await testProject({
      'compose.yaml': `services:\n  a: { build: { context: .${more} } }\n`,
      Dockerfile: `FROM busybox\nRUN echo begun; sleep 300; : ${mark}\n`,
    })
    const own = join(project.directory, 'tmp')
    await mkdir(own)
    const running = startMuster(project, ['--progress', 'plain', 'build'], { env: { ...env, TMPDIR: own } })
    await running.seen(/begun\n/)
    const began = performance.now()
    running.signal('SIGINT')
    expect((await running.done).code).toBe(130)
    expect(performance.now() - began).toBeLessThan(5000)
    await expect
      .poll(async () => (await start(['ps', '-eo', 'args'], {}).done).stdout, { timeout: 20_000 })
      .not.toContain(mark)
    expect(await readdir(own)).toEqual([])
  })

  test('shows at a terminal which step runs, and in plain lines each step with its output', async () => {
    await using project = await testProject({
      'compose.yaml': `services:\n  a: { build: { context: .${more} } }\n`,
      Dockerfile: `FROM busybox\nRUN echo begun-${unique()}; sleep 1\nRUN echo second; sleep 1\n`,
    })
    const terminal = await atTerminal(project, ['build', '--no-cache'], env)
    // The step, or what it prints: a terminal shows the newest of both.
    await terminal.seen(/begun-/)
    await terminal.seen(/second/)
    await terminal.seen(/Built/)
    expect(await terminal.ended()).toBe(0)
    const plain = await muster(project, ['--progress', 'plain', 'build', '--no-cache'], { env })
    expectSuccess(plain)
    expect(plain.stdout).toMatch(/RUN echo second[^]*\bsecond\n/)
    await muster(project, ['down', '-t', '0', '--rmi', 'local'])
  })
})
