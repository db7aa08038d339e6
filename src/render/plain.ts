import type { Event } from '../events.ts'
import type { Line } from './part.ts'
import { plainText, visible } from './visible.ts'

/** A line as docker compose 2.40.3 prints it: ` Container web-1  Created`, ` web Pulling `. */
export function plainLine(line: Line): string {
  if (line.column === 'both') return ` ${line.id} ${line.detail ?? ''} ${line.status}\n`
  return line.column === 'text' ? textLine(line) : ` ${line.id}  ${line.status}\n`
}

function textLine({ id, status, state, detail }: Line): string {
  if (state === 'error') return ` ${id} Error ${status}\n`
  return ` ${id} ${status} ${state === 'working' ? '' : (detail ?? '')}\n`
}

/** A line that a build printed, under the name of its image, because builds run side by side. */
export function buildLine(image: string, line: string): string {
  return ` ${image} => ${visible(line)}\n`
}

/** A wait that takes long: `api: still waiting after 10 s: http 8000/etc: answered 301`. */
export function waitedLine({ step, detail, waited = 0 }: Extract<Event, { type: 'progress' }>): string {
  const { action } = step
  const service = 'service' in action ? action.service : ''
  const time = waited < 60 ? `${waited} s` : `${Math.floor(waited / 60)} min`
  return `${plainText(service)}: still waiting after ${time}: ${plainText(detail)}\n`
}
