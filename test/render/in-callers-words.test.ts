import { expect, test } from 'vitest'
import { UpFailed } from '../../src/plan/up-failed.ts'
import { inCallersWords } from '../../src/render/in-callers-words.ts'
import { ComposeError } from '../../src/source/diagnostic.ts'

const asCompose = ['--speak-as', 'compose', 'up']
const errorWith = (fix: string): Error => Object.assign(new Error('x'), { fix })

test.each([
  [
    '`muster ps -a web` shows it, `muster up -d web` starts it',
    '`docker compose ps -a web` shows it, `docker compose up -d web` starts it',
  ],
  ['put it before the command: muster --profile x logs', 'put it before the command: docker compose --profile x logs'],
  ['end the muster that runs', 'end the muster that runs'],
  ['a link to `/opt/muster up`', 'a link to `/opt/muster up`'],
])('who called docker compose reads %j as %j', (fix, expected) => {
  expect(inCallersWords(errorWith(fix), asCompose)).toMatchObject({ fix: expected })
  expect(inCallersWords(errorWith(fix), ['up'])).toMatchObject({ fix })
})

test('remedies of mistakes in files and of failed services are renamed, too', () => {
  const fix = 'try `muster pull`'
  const mistake = { severity: 'error', kind: 'unknown-key', message: 'x', notes: [], fix } as const
  const failure = { message: 'x', log: [], blocked: [], fix }
  const told = { fix: 'try `docker compose pull`' }
  expect(inCallersWords(new ComposeError([mistake]), asCompose)).toMatchObject({ diagnostics: [told] })
  expect(inCallersWords(new UpFailed('x', [failure]), asCompose)).toMatchObject({ failures: [told] })
})
