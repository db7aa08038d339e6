// `npm run check`: types, lint (with import directions), format and dead code, side by side.
// Every part runs to its end, so one run shows everything there is to mend.
import { spawn } from 'node:child_process'
import { generateValidator } from './validator.ts'

interface Part {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

interface Outcome {
  readonly name: string
  readonly ok: boolean
  readonly seconds: number
  readonly output: string
}

const parts: readonly Part[] = [
  { name: 'types', command: 'tsc', args: ['--noEmit'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', command: 'oxfmt', args: ['--check', '.'] },
  { name: 'dead code', command: 'knip', args: ['--no-progress'] },
]

await generateValidator()
const outcomes = await Promise.all(parts.map((part) => run(part)))
for (const { name, ok, seconds, output } of outcomes) {
  if (!ok) console.log(`${output.trimEnd()}\n`)
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)`)
}
process.exitCode = outcomes.every((outcome) => outcome.ok) ? 0 : 1

function run({ name, command, args }: Part): Promise<Outcome> {
  const started = performance.now()
  const child = spawn(`node_modules/.bin/${command}`, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((done) => {
    child.on('error', (error) => chunks.push(Buffer.from(error.message)))
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000
      done({ name, ok: code === 0, seconds, output: Buffer.concat(chunks).toString() })
    })
  })
}
