import type { Surroundings } from './docker-config.ts'
import { cleaned } from './failure.ts'
import { jsonLines } from './json-lines.ts'
import { EngineError, type PullOptions } from './port.ts'
import { readReference } from './reference.ts'
import { credentialsFor, type Found, registryHeader } from './registry.ts'
import type { Transport } from './transport.ts'

interface Message {
  readonly id?: string
  readonly status?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number } | null
  readonly error?: string
  readonly errorDetail?: { readonly message?: string }
}

/** `POST /images/create`. Rejects with EngineError on what the engine says in the stream, too. */
export async function pullImage(
  transport: Transport,
  reference: string,
  options: PullOptions & { readonly surroundings: Surroundings },
): Promise<void> {
  const operation = `pull ${reference}`
  const named = readReference(reference)
  if (!named) throw new EngineError(`${reference} is an image id: there is nowhere to pull it from`, { operation })
  const found = await credentialsFor(named.registry, options.surroundings)
  try {
    const response = await transport.stream({
      operation,
      method: 'POST',
      path: '/images/create',
      // Without a tag the engine would pull them all.
      query: { fromImage: named.name, tag: named.digest ?? named.tag, platform: options.platform },
      headers: found.credentials ? { 'X-Registry-Auth': registryHeader(found.credentials) } : {},
      ...(options.signal && { signal: options.signal }),
    })
    for await (const message of jsonLines<Message>(response, operation)) report(message, operation, options)
  } catch (error) {
    throw options.signal?.aborted ? options.signal.reason : explained(error, operation, found)
  }
}

function report(message: Message, operation: string, { onProgress }: PullOptions): void {
  const failed = message.errorDetail?.message ?? message.error
  if (failed) throw new EngineError(cleaned(failed), { operation })
  const { current, total } = message.progressDetail ?? {}
  onProgress({
    detail: message.status ?? '',
    ...(message.id && { part: message.id }),
    ...(current !== undefined && { current }),
    ...(total && { total }),
  })
}

/** A registry says "denied" or "not found" to whom it does not know: then the reason may be the helper. */
function explained(error: unknown, operation: string, { trouble }: Found): unknown {
  if (!(error instanceof EngineError) || trouble === undefined) return error
  const { message, status, cause } = error
  const details = { operation, cause, ...(status !== undefined && { status }) }
  return new EngineError(`${message} (asked without credentials: ${trouble})`, details)
}
