import type { Engine, EngineEvent, EventFilter } from '../port.ts'
import { mapOf, maybe, number, record, text, wholeNumber } from '../transport/form.ts'
import { brokenOff, jsonLines } from '../transport/json-lines.ts'
import type { Transport } from '../transport/transport.ts'
import { asMap } from './as-map.ts'

interface Message {
  readonly Type: string
  readonly Action: string
  readonly Actor?: Actor | null
  readonly time?: number | null
  readonly timeNano?: bigint | null
}

interface Actor {
  readonly ID: string
  readonly Attributes: Readonly<Record<string, string>> | null
}

const form = record<Message>({
  Type: text,
  Action: text,
  Actor: maybe(record<Actor>({ ID: text, Attributes: maybe(mapOf(text)) })),
  time: maybe(number),
  timeNano: maybe(wholeNumber),
})

const operation = 'listen to events'

/** The engine's events. Rejects, or breaks off with an error, where the connection does; ends silently by the signal. */
export function eventsOf(transport: Transport): Engine['events'] {
  return async ({ labels, types, since, until }: EventFilter, signal: AbortSignal) => {
    const filters = JSON.stringify({ type: types, ...(labels.length > 0 && { label: labels }) })
    const response = await transport.output({
      operation,
      method: 'GET',
      path: '/events',
      query: { filters, since, until },
      signal,
    })
    return iterate(response, { signal, endless: until === undefined })
  }
}

interface Listening {
  readonly signal: AbortSignal
  /** No time is given at which the stream ends. */
  readonly endless: boolean
}

async function* iterate(
  response: AsyncIterable<Uint8Array>,
  { signal, endless }: Listening,
): AsyncGenerator<EngineEvent> {
  const meanwhile = 'its events were listened to'
  try {
    for await (const message of jsonLines(response, { operation, form, meanwhile, signal })) yield event(message)
  } catch (error) {
    if (signal.aborted) return
    throw error
  }
  if (endless && !signal.aborted) throw brokenOff(meanwhile, { operation })
}

function event({ Type, Action, Actor, time, timeNano }: Message): EngineEvent {
  const at = timeNano ?? BigInt(time ?? 0) * 1_000_000_000n
  return { type: Type, action: Action, id: Actor?.ID ?? '', attributes: asMap(Actor?.Attributes), timeNano: at }
}
