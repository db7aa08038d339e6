import type { Socket } from 'node:net'

/** Connections to an engine that have served a request and may serve another: one more takes as long as many a request. */
export interface Connections {
  /** One that is free, if there is one. It is the caller's then. */
  readonly take: () => Socket | undefined
  /** Takes back one whose last answer was read to its end. What is free does not keep the process from ending. */
  readonly keep: (connection: Socket) => void
}

/**
 * For how long one may lie free and be taken again (milliseconds). An engine closes none (28.5.2, 20.10), but it may be
 * restarted, and a request that changes something must not be sent to where it may be lost: nobody could say whether it was read.
 */
const longest = 1000

interface Free {
  readonly connection: Socket
  readonly since: number
  /** Whatever happens to a free connection ends it. */
  readonly end: () => void
}

export function keptConnections(now: () => number): Connections {
  const free: Free[] = []
  const take: Connections['take'] = () => {
    for (;;) {
      // The one that was free last is the freshest.
      const last = free.pop()
      if (last === undefined) return undefined
      const { connection, since, end } = last
      if (connection.destroyed || now() - since > longest) {
        end()
        continue
      }
      for (const event of happenings) connection.off(event, end)
      return connection.ref()
    }
  }
  const keep: Connections['keep'] = (connection) => {
    const end = (): void => void connection.destroy()
    for (const event of happenings) connection.on(event, end)
    free.push({ connection: connection.unref(), since: now(), end })
  }
  return { take, keep }
}

const happenings = ['data', 'end', 'error'] as const
