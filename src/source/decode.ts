/** The bytes of a file are no text. `line` counts from 1. */
export class EncodingError extends Error {
  readonly line: number
  constructor(line: number) {
    super(`not UTF-8: line ${line} holds a byte that is no part of a letter`)
    this.name = 'EncodingError'
    this.line = line
  }
}

/**
 * The text of a compose file: UTF-8, or UTF-16 when a byte order mark says so, as go-yaml reads it.
 * The mark itself is dropped. Throws an EncodingError for anything else.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new EncodingError(lineOfFault(bytes))
  }
}

function lineOfFault(bytes: Uint8Array): number {
  const lenient = new TextDecoder('utf-8').decode(bytes)
  return lenient.slice(0, lenient.indexOf('\u{fffd}')).split('\n').length
}
