import type { Reel } from './reel.ts'

/** The recording as an asciicast v2 file (docs.asciinema.org/manual/asciicast/v2): a header, then an event a line. */
export function castOf({ title, columns, rows, moments, length }: Reel): string {
  const header = {
    version: 2,
    width: columns,
    height: rows,
    duration: length,
    ...(title === undefined ? {} : { title }),
    env: { TERM: 'xterm-256color', SHELL: '/bin/sh' },
  }
  const events = moments.map(({ at, text }) => JSON.stringify([at, 'o', text]))
  return [JSON.stringify(header), ...events, JSON.stringify([length, 'o', '']), ''].join('\n')
}
