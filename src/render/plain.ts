import type { Line } from './view.ts'

/** A line as docker compose 2.40.3 prints it: ` Container web-1  Created`, ` web Pulling `. */
export function plainLine(line: Line): string {
  return line.column === 'text' ? textLine(line) : ` ${line.id}  ${line.status}\n`
}

function textLine({ id, status, state, detail }: Line): string {
  if (state === 'error') return ` ${id} Error ${status}\n`
  return ` ${id} ${status} ${state === 'working' ? '' : (detail ?? '')}\n`
}
