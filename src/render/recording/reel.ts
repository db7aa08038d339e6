import { visible } from '../visible.ts'
import { createChance } from './chance.ts'

/** Text that appears at a moment, in seconds. It holds nothing but letters, SGR and `\r\n`. */
interface Moment {
  readonly at: number
  readonly text: string
}

/** What was recorded: the same for the same scenario and seed. */
export interface Reel {
  readonly title: string | undefined
  readonly columns: number
  readonly rows: number
  readonly moments: readonly Moment[]
  /** Seconds. */
  readonly length: number
}

/** Takes down what an audience would have seen, in a time of its own. */
export interface Recorder {
  readonly say: (text: string) => void
  readonly type: (text: string, prompt: '$' | '>') => void
  readonly wait: (text: string) => void
  readonly print: (lines: readonly string[]) => void
  readonly pause: (text: string) => void
  readonly reel: () => Reel
}

const sgr = { prompt: '\x1b[1;32m', said: '\x1b[1;36m', dim: '\x1b[2m', off: '\x1b[0m' } as const

/** Nothing in it comes from a clock: how long things took differs from run to run. */
export function createRecorder(
  { columns, rows, title }: Pick<Reel, 'columns' | 'rows' | 'title'>,
  seed: number,
): Recorder {
  const chance = createChance(seed)
  const moments: Moment[] = []
  let now = 0.5
  const show = (text: string): void => void moments.push({ at: Math.round(now * 1000) / 1000, text })
  const line = (text: string): void => show(`${text}\r\n`)
  return {
    say: (text) => {
      if (moments.length > 0) line('')
      for (const row of wrapped(text, columns)) line(`${sgr.said}${row}${sgr.off}`)
      now += Math.min(4, 0.6 + text.length / 40)
    },
    type: (text, prompt) => {
      show(`${sgr.prompt}${prompt}${sgr.off} `)
      now += 0.4
      for (const [index, row] of text.split('\n').map(visible).entries()) {
        if (index > 0) show(`\r\n${sgr.dim}>${sgr.off} `)
        for (const letter of row) {
          show(letter)
          now += chance.keystroke(letter)
        }
      }
      now += 0.3
      line('')
      now += 0.2 + 0.4 * chance.next()
    },
    wait: (text) => {
      line(`${sgr.dim}… waiting for ${visible(text)}${sgr.off}`)
      now += 0.8
    },
    print: (lines) => {
      for (const text of lines) {
        line(visible(text))
        now += Math.min(0.08, 2 / lines.length) * (0.5 + chance.next())
      }
      now += lines.length === 0 ? 0.2 : 0.8
    },
    pause: (text) => {
      if (text !== '') line(`${sgr.dim}${visible(text)}${sgr.off}`)
      now += 1.5
    },
    reel: () => ({ title, columns, rows, moments, length: Math.round((now + 1.5) * 1000) / 1000 }),
  }
}

/** Rows of words that fit; the line breaks of the text stay. */
export function wrapped(text: string, columns: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const rows: string[] = []
    for (const word of visible(paragraph).split(' ')) {
      const last = rows.at(-1)
      if (last === undefined || last.length + 1 + word.length > columns) rows.push(word)
      else rows[rows.length - 1] = `${last} ${word}`
    }
    return rows
  })
}
