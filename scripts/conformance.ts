// `npm run conformance`: asks the installed docker compose for the answers of test/conformance/cases and shows what differs.
//   --write          records its answers
//   --walk [PLACE]   asks docker compose and muster about every attribute below PLACE (`services.ports`) with every kind of
//                    value, and shows where they differ
// COMPOSE names another docker compose (default: `docker compose`). Unchanged for 2.40.3.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Answer, type Case, question, readCases, writeCases } from '../test/conformance/case.ts'
import { musterAnswers } from '../test/conformance/muster.ts'
import { composeAnswers } from './compose-oracle.ts'
import { type Probe, walk } from './conformance-walk.ts'

const tables = 'test/conformance/cases'
const [mode, place = ''] = process.argv.slice(2)
const differences = mode === '--walk' ? await compareWalk(await walk(place)) : await refresh()
console.log(differences === 0 ? 'no differences' : `${differences} differences`)
process.exitCode = differences === 0 || mode === '--write' ? 0 : 1

async function refresh(): Promise<number> {
  let count = 0
  const names = await readdir(tables, { recursive: true })
  for (const name of names.filter((it) => it.endsWith('.yaml')).sort()) {
    const cases = readCases(await readFile(join(tables, name), 'utf8'))
    const current: Case[] = []
    for (const recorded of cases) {
      const answer = await composeAnswers(recorded)
      current.push({ ...question(recorded), ...answer })
      count += show(`${name}: `, recorded, { recorded, 'docker compose': answer })
    }
    if (mode === '--write') await writeFile(join(tables, name), writeCases(current))
  }
  return count
}

async function compareWalk(probes: readonly Probe[]): Promise<number> {
  let count = 0
  for (const { asked: one } of probes) {
    const [compose, muster] = [await composeAnswers(one), await musterAnswers(one)]
    const refusals = compose.refused !== undefined && muster.refused !== undefined
    if (!refusals) count += show('', one, { 'docker compose': compose, muster })
  }
  return count
}

/** Prints a case whose two answers differ; how many differences there are. */
function show(prefix: string, asked: Case, answers: Readonly<Record<string, Answer>>): number {
  const texts = Object.entries(answers).map(([who, { prints, json, hash, refused }]): [string, string] => [
    who,
    JSON.stringify(refused === undefined ? { prints, json, hash } : { refused }, null, 2).replaceAll('\\n', '\n'),
  ])
  if (new Set(texts.map(([, text]) => text)).size === 1) return 0
  console.log(`${prefix}${JSON.stringify(question(asked))}`)
  for (const [who, text] of texts) console.log(`  ${who}: ${text}`)
  return 1
}
