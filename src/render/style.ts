/** What a piece of text is, so that colours are chosen in one place. */
export type Tone = 'done' | 'working' | 'warning' | 'error' | 'dim' | 'count'

const codes: Readonly<Record<Tone, string>> = {
  done: '32',
  working: '33',
  warning: '33;1',
  error: '31;1',
  dim: '2',
  count: '34',
}

/** Text in the colour of its meaning. */
export function paint(text: string, tone: Tone): string {
  return `\x1b[${codes[tone]}m${text}\x1b[0m`
}

// The order of docker compose 2.40.3.
const rainbow = ['36', '33', '32', '35', '34', '36;1', '33;1', '32;1', '35;1', '34;1']

/** Text in the n-th colour for containers. */
export function paintContainer(text: string, n: number): string {
  return `\x1b[${rainbow[n % rainbow.length]}m${text}\x1b[0m`
}
