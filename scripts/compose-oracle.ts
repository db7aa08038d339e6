import { spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Answer, answerOf, type Case, filesOf, folder, home } from '../test/conformance/case.ts'

/** The answer of the installed docker compose to a case. One at a time: all cases share one folder. */
export async function composeAnswers(given: Case): Promise<Answer> {
  await rm(dirname(folder), { recursive: true, force: true })
  await Promise.all([mkdir(folder, { recursive: true }), mkdir(home, { recursive: true })])
  for (const [path, text] of Object.entries(filesOf(given))) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return await answerOf(given, async (args) => {
    const { code, out, err } = await compose(args, given.env)
    return code === 0 ? { out } : { refused: reason(err) }
  })
}

/** Without warnings, whose times change, and without the stacks of crashes. */
function reason(err: string): string {
  const said = err.replaceAll(/^time="[^"]*" level=warning .*\n/gm, '')
  return (said.split('\ngoroutine ', 1)[0] ?? '').trim()
}

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs docker compose (or what COMPOSE names) in the folder of the cases with nothing but these variables. */
export function compose(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const variables = { PATH: process.env['PATH'], HOME: home, ...env }
  const [command = '', ...first] = (process.env['COMPOSE'] ?? 'docker compose').split(' ')
  const child = spawn(command, [...first, ...args], { cwd: folder, env: variables, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    return () => Buffer.concat(chunks).toString()
  })
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => done({ code, out: out?.() ?? '', err: err?.() ?? '' }))
  })
}
