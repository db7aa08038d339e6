import { expect, test } from 'vitest'
import { type BuildInputs, changesOf } from '../../src/engine/build/build-inputs.ts'
import type { ContextState } from '../../src/engine/build/context-state.ts'

const inputs = (dockerfile: string, folders: Readonly<Record<string, readonly string[]>>): BuildInputs => ({
  dockerfile,
  args: {},
  settings: '',
  bases: {},
  folders: Object.fromEntries(
    Object.entries(folders).map(([folder, paths]) => [
      folder,
      Object.fromEntries(paths.map((path) => [path, [0, 0, 0, 0, dockerfile]])) as unknown as ContextState,
    ]),
  ),
})

test.each([
  [{ '/a': ['Dockerfile', 'app.py'], '/b': ['Dockerfile', 'x'] }, 'Dockerfile, app.py, x'],
  [{ '/a': ['a', 'b', 'c', 'd'], '/b': ['a', 'b'] }, 'Dockerfile, a, b, c, 1 more file'],
  [{ '/a': ['a', 'b', 'c', 'd', 'e'] }, 'Dockerfile, a, b, c, 2 more files'],
])('what changed in %j is told as %s', (folders, told) => {
  expect(changesOf(inputs('one', folders), inputs('two', folders)).join(', ')).toBe(told)
})
