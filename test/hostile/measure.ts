import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { musterPath } from '../harness/command.ts'

/** What one run of the built executable has used: the whole process from start to end. */
export interface Measured {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Wall clock, milliseconds. */
  readonly ms: number
  /** User and system time, milliseconds; NaN when the process did not end by itself. */
  readonly cpu: number
  /** Most memory that was resident; NaN when the process did not end by itself. */
  readonly megabytes: number
}

const meter = fileURLToPath(new URL('meter.cjs', import.meta.url))

/** Runs `muster ARGS` on these files in a folder of their own; ended by force after two minutes. */
export async function measure(files: Readonly<Record<string, string>>, args: readonly string[]): Promise<Measured> {
  const directory = await mkdtemp(join(tmpdir(), 'muster-hostile-'))
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content)
    return await run(directory, args)
  } finally {
    await rm(directory, { recursive: true })
  }
}

async function run(directory: string, args: readonly string[]): Promise<Measured> {
  const began = performance.now()
  const child = spawn(musterPath, args, {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_OPTIONS: `--require=${meter}` },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: 120_000,
    killSignal: 'SIGKILL',
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const [stdout, stderr, used] = await Promise.all([
    text(child.stdout as Readable),
    text(child.stderr as Readable),
    text(child.stdio[3] as Readable),
  ])
  const code = await ended
  const ms = performance.now() - began
  const { cpu, kilobytes } = (used === '' ? {} : JSON.parse(used)) as {
    readonly cpu?: number
    readonly kilobytes?: number
  }
  return { code, stdout, stderr, ms, cpu: cpu ?? Number.NaN, megabytes: (kilobytes ?? Number.NaN) / 1024 }
}
