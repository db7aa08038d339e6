import type { Surroundings } from '../credentials/docker-config.ts'
import { credentialsFor, registryHeader } from '../credentials/registry.ts'
import { EngineError } from '../port.ts'
import { pathSegments, readReference } from '../reference.ts'
import { maybe, record, text } from '../transport/form.ts'
import type { Transport } from '../transport/transport.ts'

interface Inspected {
  readonly Descriptor?: { readonly digest?: string | null } | null
}

const inspected = record<Inspected>({ Descriptor: maybe(record({ digest: maybe(text) })) })

/**
 * `GET /distribution/{name}/json`: the engine asks the registry for the manifest and tells its digest; nothing is pulled.
 * Rejects with EngineError in the registry's words, and with the credential helper's trouble where it had some.
 */
export async function registryDigest(
  transport: Transport,
  reference: string,
  surroundings: Surroundings,
): Promise<string> {
  const operation = `resolve the digest of ${reference}`
  const named = readReference(reference)
  if (!named) throw new EngineError('it is an image id, which no registry knows', { operation, status: 400 })
  const { credentials, trouble } = await credentialsFor(named.registry, surroundings)
  try {
    const path = `/distribution/${pathSegments(reference)}/json`
    const headers = credentials ? { 'X-Registry-Auth': registryHeader(credentials) } : {}
    const { Descriptor } = await transport.json({ operation, method: 'GET', path, headers }, inspected)
    if (Descriptor?.digest) return Descriptor.digest
    throw new EngineError('the registry did not tell a digest', { operation, status: 502 })
  } catch (error) {
    if (!(error instanceof EngineError) || error.status === undefined || trouble === undefined) throw error
    throw new EngineError(`${error.message} (asked without credentials: ${trouble})`, {
      operation,
      status: error.status,
      cause: error.cause,
    })
  }
}
