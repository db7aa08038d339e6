import type { Tls } from './tls.ts'

/** What Node's TLS takes of an endpoint's certificates. */
export function trust({ verify, ...files }: Tls): object {
  return { ...files, rejectUnauthorized: verify }
}
