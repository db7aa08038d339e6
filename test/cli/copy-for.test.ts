import { expect, test } from 'vitest'
import { isolationRequest } from '../../src/cli/session/copy-for.ts'

const rows: readonly (readonly [flag: string | undefined, off: boolean, variable: string | undefined, kind: string])[] =
  [
    [undefined, false, undefined, 'none'],
    [undefined, false, '', 'none'],
    [undefined, false, '0', 'none'],
    [undefined, false, 'false', 'none'],
    [undefined, false, '1', 'folder'],
    [undefined, false, 'auto', 'worktree'],
    [undefined, false, 'x', 'named x'],
    ['', false, undefined, 'folder'],
    ['', false, 'x', 'folder'],
    ['y', false, 'x', 'named y'],
    ['0', false, undefined, 'named 0'],
    ['auto', false, undefined, 'named auto'],
    [undefined, true, 'x', 'none'],
    ['y', true, 'x', 'none'],
  ]

test.each(rows)('--isolate %j, --no-isolate %j and MUSTER_ISOLATE %j mean %s', (...[isolate, off, variable, kind]) => {
  const env = new Map(variable === undefined ? [] : [['MUSTER_ISOLATE', variable]])
  const request = isolationRequest({ isolate, 'no-isolate': off }, env)
  const shown = request === undefined ? 'none' : request.kind === 'named' ? `named ${request.name}` : request.kind
  expect(shown).toBe(kind)
})
