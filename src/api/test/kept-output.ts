import type { HostEars } from '../../engine/host/host-program.ts'
import type { Redact } from '../../source/redact.ts'
import type { Bundle } from '../artifacts/bundle.ts'
import { bytewise } from '../artifacts/hidden-values.ts'

/** What a program of the host prints, as it is kept beside being shown. */
export interface KeptOutput extends HostEars {
  /** The last lines. */
  readonly tail: () => readonly string[]
}

const shownLines = 20

const newline = 10

/** Keeps whole lines in `logs/test.log`, so that no secret is cut in two, and the last ones for reports. */
export function keepOutput(bundle: Bundle | undefined, redact: Redact): KeptOutput {
  const clean = bytewise(redact)
  const rest = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) }
  let last: readonly string[] = []
  const keep = (data: Buffer): void => {
    if (data.length === 0) return
    bundle?.append('logs/test.log', clean(data))
    const lines = data
      .toString('utf8')
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
    last = [...last, ...lines].slice(-shownLines)
  }
  return {
    take: (stream, data) => {
      const all = Buffer.concat([rest[stream], data])
      const end = all.lastIndexOf(newline) + 1
      rest[stream] = all.subarray(end)
      keep(all.subarray(0, end))
    },
    passed: (stream) => bundle?.append('logs/test.log', `(${stream} is a terminal: nothing of it is kept)\n`),
    ended: () => {
      for (const stream of ['stderr', 'stdout'] as const) keep(rest[stream])
      rest.stdout = rest.stderr = Buffer.alloc(0)
    },
    tail: () => last,
  }
}
