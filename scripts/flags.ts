// `npm run flags`: docker compose's flags x muster's commands x the tests -> schema/FLAGS.md.
import { readFile, writeFile } from 'node:fs/promises'
import { flagRows, flagsDocument, flagsPath } from './flags-document.ts'

const rows = await flagRows(await readFile(flagsPath, 'utf8').catch(() => ''))
await writeFile(flagsPath, flagsDocument(rows))
const show = (what: string, found: typeof rows): void => {
  if (found.length === 0) return
  console.log(`${what}: ${found.map(({ command, name }) => `${command} --${name}`.trim()).join(', ')}`)
  process.exitCode = 1
}
show(
  'missing',
  rows.filter(({ muster }) => muster === 'missing'),
)
show(
  'no test',
  rows.filter(({ test }) => test === undefined),
)
