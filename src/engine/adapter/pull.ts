import type { Surroundings } from '../credentials/docker-config.ts'
import { credentialsFor, type Found, registryHeader } from '../credentials/registry.ts'
import { EngineError, type ImageDetail, type PullOptions, type TransferProgress } from '../port.ts'
import { readReference } from '../reference.ts'
import { cleaned } from '../transport/failure.ts'
import { type Form, maybe, number, record, text } from '../transport/form.ts'
import { jsonLines } from '../transport/json-lines.ts'
import type { Transport } from '../transport/transport.ts'
import { persistently } from './persist.ts'
import { notOffered, otherPlatform } from './platforms.ts'

/** A line of what the engine says while it transfers an image. */
export interface PullMessage {
  readonly id?: string | null
  readonly status?: string | null
  readonly progressDetail?: Progress | null
  readonly error?: string | null
  readonly errorDetail?: { readonly message?: string | null } | null
}

interface Progress {
  readonly current?: number | null
  readonly total?: number | null
}

export const pullMessage: Form<PullMessage> = record<PullMessage>({
  id: maybe(text),
  status: maybe(text),
  progressDetail: maybe(record<Progress>({ current: maybe(number), total: maybe(number) })),
  error: maybe(text),
  errorDetail: maybe(record({ message: maybe(text) })),
})

interface Pulling extends PullOptions {
  readonly surroundings: Surroundings
  /** What the engine has under the reference. */
  readonly inspect: () => Promise<ImageDetail | undefined>
}

/**
 * `POST /images/create`, again where a fault may pass. Rejects with EngineError on what the engine says in the stream, too;
 * where the registry has no variant for the platform, the error names those that it has.
 */
export async function pullImage(transport: Transport, reference: string, options: Pulling): Promise<void> {
  const operation = `pull ${reference}`
  const named = readReference(reference)
  if (!named) throw new EngineError(`${reference} is an image id: there is nowhere to pull it from`, { operation })
  const found = await credentialsFor(named.registry, options.surroundings)
  const lines = { operation, form: pullMessage, meanwhile: `${reference} was pulled` }
  const attempt = async (): Promise<void> => {
    const response = await transport.stream({
      operation,
      method: 'POST',
      path: '/images/create',
      // Without a tag the engine would pull them all.
      query: { fromImage: named.name, tag: named.digest ?? named.tag, platform: options.platform },
      headers: found.credentials ? { 'X-Registry-Auth': registryHeader(found.credentials) } : {},
      ...(options.signal && { signal: options.signal }),
    })
    for await (const message of jsonLines(response, { ...lines, signal: options.signal }))
      report(message, operation, options)
  }
  try {
    await persistently(attempt, options)
    const other = options.platform && otherPlatform(options.platform, await options.inspect())
    if (other) options.onNote?.(`image ${reference} is made for ${other}, not for ${options.platform} as asked`)
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason
    // With a cause the engine itself did not answer: nothing is known about the image.
    if (!(error instanceof EngineError) || error.cause !== undefined) throw error
    const platforms = await notOffered(transport, reference, { error, found, platform: options.platform })
    if (platforms !== undefined) throw new EngineError(platforms, { operation, status: 404 })
    const isThere = await options.inspect().then(
      (image) => image !== undefined,
      () => true,
    )
    throw explained(error, { reference, isThere, found })
  }
}

function report(message: PullMessage, operation: string, { onProgress }: PullOptions): void {
  const failed = message.errorDetail?.message ?? message.error
  if (failed) throw new EngineError(cleaned(failed), { operation })
  onProgress(transferOf(message))
}

/** How far a transfer is. */
export function transferOf({ progressDetail, status, id }: PullMessage): TransferProgress {
  const { current, total } = progressDetail ?? {}
  return {
    detail: status ?? '',
    ...(id && { part: id }),
    ...(typeof current === 'number' && { current }),
    ...(total && { total }),
  }
}

interface Pulled {
  readonly reference: string
  readonly isThere: boolean
  readonly found: Found
}

/** A registry says "denied" or "not found" to whom it does not know: then the reason may be the helper. */
function explained({ message, status, cause, operation }: EngineError, pulled: Pulled): EngineError {
  const { reference, isThere, found } = pulled
  const lacking = isThere ? '' : 'is not in the engine and '
  const asked = found.trouble === undefined ? '' : ` (asked without credentials: ${found.trouble})`
  const fix = 'check its name, log in with `docker login`, or build it'
  const details = { operation, cause, reason: message, fix, ...(status !== undefined && { status }) }
  return new EngineError(`image ${reference} ${lacking}could not be pulled: ${message}${asked}`, details)
}
