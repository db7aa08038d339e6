import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { musterPath, start } from '../harness/command.ts'
import { commandAtTerminal } from '../harness/pty.ts'

let cwd: string

// `\e`, `\a` and `\N` (U+0085) are YAML's; what a terminal would make of them is a window title and a cleared screen.
const file = String.raw`services:
  a:
    image: b
    environment: { "K\e]0;x\a": "${'$'}{V}", L: "\u009b2J\u202e" }
`

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'muster-terminal-'))
  await writeFile(join(cwd, 'compose.yaml'), file)
  await writeFile(join(cwd, '.env'), 'V=\x1b]0;x\x07\n')
})
afterAll(() => rm(cwd, { recursive: true }))

test.each([
  [['config', '--environment'], String.raw`V=\x1b]0;x\x07`],
  [['config', '--format', 'json'], String.raw`"L": "\u009b2J\u202e"`],
  [['explain', 'V'], String.raw`services.a.environment.K\x1b]0;x\x07`],
  [['explain', '--format', 'json', 'services.a.environment.L'], String.raw`\u009b2J\u202e`],
])('%j at a terminal shows what the terminal would obey', async (args, shown) => {
  const there = await commandAtTerminal([musterPath, ...args], { cwd })
  expect(await there.ended()).toBe(0)
  expect(there.output()).toContain(shown)
  // oxlint-disable-next-line no-control-regex
  expect(there.output()).not.toMatch(/\x1b\]|\x07|[\x80-\x9f\u202e]/)
})

test('into a pipe it goes as it is', async () => {
  const { stdout } = await start([musterPath, 'config', '--environment'], { cwd }).done
  expect(stdout).toContain('V=\x1b]0;x\x07')
})
