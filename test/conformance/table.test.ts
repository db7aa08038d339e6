import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Answer, question, readCases } from './case.ts'
import { musterAnswers } from './muster.ts'

const tables = join(import.meta.dirname, 'cases')
const names = (await readdir(tables, { recursive: true })).filter((name) => name.endsWith('.yaml')).sort()

/** Words of refusals are muster's own. */
function comparable({ refused, prints, json, hash }: Answer): Answer {
  if (refused === undefined)
    return { ...(prints === undefined ? {} : { prints }), ...(json && { json }), ...(hash && { hash }) }
  return { refused: refused.startsWith('CRASH') ? refused : 'yes' }
}

it.each(names)('%s is read as docker compose 2.40.3 reads it', async (name) => {
  const cases = readCases(await readFile(join(tables, name), 'utf8'))
  expect(cases.length).toBeGreaterThan(0)
  for (const one of cases) {
    const answer = await musterAnswers(one)
    const expected = { ...question(one), ...comparable(one), because: answer.refused }
    const found = { ...question(one), ...comparable(answer), because: answer.refused }
    if (one.deviates === undefined) expect(found).toEqual(expected)
    else expect(found, 'this deviates no more').not.toEqual(expected)
  }
})
