import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { commands as table } from '../../src/cli/commands/index.ts'

const src = fileURLToPath(new URL('../../src', import.meta.url))
const commands = readdirSync(join(src, 'cli/commands')).filter((name) => name !== 'index.ts')

/** What a file imports, also later on (`import()`): paths below src, and names of modules. */
function importsOf(path: string): readonly string[] {
  const text = readFileSync(join(src, path), 'utf8')
  return [...text.matchAll(/(?:from |import\()'([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? relative(src, join(src, dirname(path), name)) : name,
  )
}

const allowed = /^(?:cli\/(?!commands\/)|api\/|render\/|source\/)/

test('a command knows verbs, views and the command line, and touches nothing of the machine itself', () => {
  expect(commands.length).toBeGreaterThan(50)
  const strange = commands.flatMap((name) =>
    importsOf(`cli/commands/${name}`)
      .filter((path) => !allowed.test(path))
      .map((path) => `${name}: ${path}`),
  )
  expect(strange).toEqual([])
})

test('a command is for one file of verbs; what reads and shows for it stands beside', () => {
  const verbs = (name: string): ReadonlySet<string> =>
    new Set(
      importsOf(`cli/commands/${name}`).filter((path) => path.startsWith('api/') && path !== 'api/world/world.ts'),
    )
  const many = commands.filter((name) => verbs(name).size > 1)
  // `cp` names a path that cannot be one, and `plan` is for `up` and for `down`.
  expect(many.map((name) => `${name} ${[...verbs(name)].join(' ')}`)).toEqual([
    'cp.ts api/world/current-folder.ts api/cp.ts',
    'plan.ts api/down.ts api/plan.ts',
  ])
})

test('a command is short', () => {
  const lines = (name: string): number => readFileSync(join(src, 'cli/commands', name), 'utf8').split('\n').length
  expect(commands.filter((name) => lines(name) > 90)).toEqual([])
})

test('bin/muster keeps compiled code for each command', () => {
  const [, list = ''] = /var commands = \[(.*)\]/.exec(readFileSync('bin/muster', 'utf8')) ?? []
  const first = new Set([...table.keys()].map((name) => name.split(' ')[0] ?? ''))
  expect([...list.matchAll(/'(\w+)'/g)].map(([, name]) => name)).toEqual([...first].toSorted())
})
