/**
 * The text of a file: UTF-8, or UTF-16 when a byte order mark says so, as go-yaml reads it. The mark itself is dropped.
 * A byte that is no part of a letter becomes U+FFFD: env files may hold such in comments, `parseYaml` reports it.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}
