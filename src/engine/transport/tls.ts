import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EngineError } from '../port.ts'

/** What a TLS connection to an engine trusts and shows. */
export interface Tls {
  readonly ca?: Buffer
  readonly cert?: Buffer
  readonly key?: Buffer
  readonly verify: boolean
}

/** Those of ca.pem, cert.pem and key.pem that the folder holds. Throws EngineError on one that cannot be read. */
export function readTls(directory: string, check: { readonly verify: boolean }): Tls {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readOptional(join(directory, name)))
  return { ...check, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }
}

function readOptional(path: string): Buffer | undefined {
  if (!existsSync(path)) return undefined
  try {
    return readFileSync(path)
  } catch (cause) {
    const message = `cannot read ${path}, which the connection to the engine needs: ${(cause as Error).message}`
    throw new EngineError(message, { operation: 'connect', cause })
  }
}

/** What Node's TLS takes of an endpoint's certificates. */
export function trust({ verify, ...files }: Tls): object {
  return { ...files, rejectUnauthorized: verify }
}
