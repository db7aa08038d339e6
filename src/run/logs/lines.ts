import { StringDecoder } from 'node:string_decoder'

/** Cuts a stream of bytes into lines. */
export interface LineSplitter {
  /** The lines that these bytes complete. */
  push(bytes: Uint8Array): readonly string[]
  /** What is left at the end of the stream: its last line, when it had no line end. */
  end(): readonly string[]
}

/**
 * A line without an end becomes one after so many characters, and memory stays bounded. Programs that read lines get all of
 * those that docker compose 2.40.3 has been seen to hand on in one (10 MB).
 */
const longest = 16 * 1024 * 1024

/**
 * Lines end with `\n`, `\r\n` or a lone `\r` (a progress bar: each of its states becomes a line, so none can write over
 * a prefix). Bytes may be cut anywhere, inside characters too. Invalid UTF-8 becomes U+FFFD.
 */
export function createLineSplitter(): LineSplitter {
  // Ten times as fast as a TextDecoder that is told of cuts.
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let sawReturn = false
  const cut = (text: string): readonly string[] => {
    // The `\n` of a `\r\n` whose line was given out already.
    const fresh = sawReturn && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') sawReturn = text.endsWith('\r')
    if (!/[\r\n]/.test(fresh)) {
      rest += fresh
      return rest.length < longest ? [] : [take()]
    }
    const lines = (rest + fresh).split(fresh.includes('\r') ? /\r\n|[\r\n]/ : '\n')
    rest = lines.pop() ?? ''
    return lines
  }
  const take = (): string => {
    const line = rest
    rest = ''
    return line
  }
  return {
    push: (bytes) => cut(decoder.write(bytes)),
    end: () => [...cut(decoder.end()), ...(rest === '' ? [] : [take()])],
  }
}
