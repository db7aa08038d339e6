import type { LogChunk } from '../../engine/exec-options.ts'
import type { Engine } from '../../engine/port.ts'

/** What a container has said to who attached before it started. */
export interface BriefOutput {
  /** All of it, when it has ended. */
  readonly said: Promise<readonly Uint8Array[]>
}

/** Bytes that are kept in memory; who says more than that lives long enough for its log to be read. */
const most = 16 * 1024 * 1024

/**
 * Attaches to a container that was just created. One that is removed the moment it ends (`run --rm`, a hook) may have no log
 * any more when its start is heard of.
 */
export function listenBriefly(id: string, engine: Engine, until: AbortSignal): BriefOutput {
  const said = async (): Promise<readonly Uint8Array[]> => {
    const chunks: Uint8Array[] = []
    let size = 0
    try {
      for await (const { data } of await engine.containers.attach(id, until)) {
        if (size < most) chunks.push(data)
        size += data.length
      }
    } catch {
      // What was heard is better than nothing.
    }
    return chunks
  }
  return { said: said() }
}

/**
 * Hands on the log of such a container, or what was heard of it where that is more: a log that is removed while it is read ends
 * early, without an error. Resolves with how many bytes that was.
 */
export async function longerOf(
  log: AsyncIterable<LogChunk> | undefined,
  { said }: BriefOutput,
  take: (data: Uint8Array) => void,
): Promise<number> {
  let held: Uint8Array[] | undefined = []
  let size = 0
  try {
    for await (const { data } of log ?? []) {
      size += data.length
      if (held !== undefined && size < most) held.push(data)
      else {
        held?.forEach(take)
        held = undefined
        take(data)
      }
    }
  } catch {
    // As if it had ended here.
  }
  if (held === undefined) return size
  const heard = await said
  const whole = heard.reduce((sum, data) => sum + data.length, 0)
  // Lines are cleaned as a whole, and chunks may end anywhere.
  take(Buffer.concat(whole > size ? heard : held))
  return Math.max(whole, size)
}
