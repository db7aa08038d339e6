import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commandLines, gives } from '../../scripts/flag-uses.ts'
import { definitionOf, flagRows, flagsDocument, flagsPath, peerFlags } from '../../scripts/flags-document.ts'

const committed = readFileSync(flagsPath, 'utf8')
const rows = await flagRows(committed)
const shown = (found: typeof rows): readonly string[] => found.map(({ command, name }) => `${command} --${name}`.trim())

test('muster has every flag of docker compose 2.40.3 or a reason to refuse it', () => {
  expect(rows.length).toBeGreaterThan(250)
  expect(shown(rows.filter(({ muster }) => muster === 'missing'))).toEqual([])
})

test('every flag is used by a test', () => {
  expect(shown(rows.filter((row) => row.test === undefined && row.muster === 'yes'))).toEqual([])
})

test('the table of flags is what `npm run flags` writes', () => {
  expect(flagsDocument(rows)).toBe(committed)
})

test('every flag has the same letter, and takes a value or none, as with docker compose', async () => {
  const different: string[] = []
  for (const peer of peerFlags()) {
    const own = await definitionOf(peer)
    if (own === undefined) continue
    const takesNone = own.type === 'boolean'
    if (own.char === undefined && peer.char !== undefined) different.push(`${peer.command} -${peer.char}`)
    if (takesNone !== (peer.type === 'bool')) different.push(`${peer.command} --${peer.name}: ${own.type}`)
  }
  expect(different).toEqual([])
})

const uses: readonly (readonly [
  source: string,
  use: readonly [command: string, spellings: readonly string[]],
  used: boolean,
])[] = [
  [`run(['up', '-d'])`, ['up', ['--detach', '-d']], true],
  [`run(['up', 'web', '-dV'])`, ['up', ['--renew-anon-volumes', '-V']], true],
  [`line('ps --format=json')`, ['ps', ['--format']], true],
  [`run(['-p', 'x', 'ps'])`, ['ps', ['--publish', '-p']], false],
  [`run(['-p', 'x', 'ps'])`, ['', ['--project-name', '-p']], true],
  [`run(['alpha', 'viz', '--ports'])`, ['alpha viz', ['--ports']], true],
  [`// run(['up', '-d'])`, ['up', ['--detach', '-d']], false],
  [`run(['down']); run(['logs', '-v'])`, ['down', ['--volumes', '-v']], false],
]

test.each(uses)('in %s, %j: %s', (source, [command, spellings], used) => {
  const words = command === '' ? [] : command.split(' ')
  expect(commandLines(source).some((line) => gives(line, words, spellings))).toBe(used)
})
