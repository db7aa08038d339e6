import { createHash } from 'node:crypto'

/** `sha256:…` of some bytes. */
export function contentDigest(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
