import type { Surroundings } from '../credentials/docker-config.ts'
import { credentialsFor, registryHeader } from '../credentials/registry.ts'
import { EngineError, type PushOptions } from '../port.ts'
import { readReference } from '../reference.ts'
import { cleaned } from '../transport/failure.ts'
import { jsonLines } from '../transport/json-lines.ts'
import type { Transport } from '../transport/transport.ts'
import { persistently } from './persist.ts'
import { pullMessage, transferOf } from './pull.ts'

/** `POST /images/NAME/push`, again where a fault may pass. Rejects with EngineError on what the engine says in the stream, too. */
export async function pushImage(
  transport: Transport,
  reference: string,
  options: PushOptions & { readonly surroundings: Surroundings },
): Promise<void> {
  const operation = `push ${reference}`
  const named = readReference(reference)
  if (named?.tag === undefined)
    throw new EngineError(`${reference} has no tag: there is nowhere to push it to`, { operation })
  const { credentials, trouble } = await credentialsFor(named.registry, options.surroundings)
  const lines = { operation, form: pullMessage, meanwhile: `${reference} was pushed` }
  const attempt = async (): Promise<void> => {
    const response = await transport.stream({
      operation,
      method: 'POST',
      path: `/images/${named.name}/push`,
      query: { tag: named.tag },
      // The engine refuses a push without the header; `{}` is nobody.
      headers: { 'X-Registry-Auth': registryHeader(credentials ?? {}) },
      ...(options.signal && { signal: options.signal }),
    })
    for await (const message of jsonLines(response, { ...lines, signal: options.signal })) {
      const failed = message.errorDetail?.message ?? message.error
      if (failed) throw new EngineError(cleaned(failed), { operation })
      options.onProgress(transferOf(message))
    }
  }
  try {
    await persistently(attempt, options)
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason
    if (!(error instanceof EngineError) || error.cause !== undefined) throw error
    const asked = trouble === undefined ? '' : ` (asked without credentials: ${trouble})`
    const details = { operation, ...(error.status !== undefined && { status: error.status }) }
    throw new EngineError(`image ${reference} could not be pushed: ${error.message}${asked}`, details)
  }
}
