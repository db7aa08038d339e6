/** The engine cuts lines after so many bytes and puts the time before each piece (json-file and local, Engine 28). */
const piece = 16 * 1024
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d) /

/** Takes the engine's time from before a line, and from within one that is so long that the engine has cut it. */
export function stamped(text: string): { readonly time: string; readonly line: string } {
  const end = text.indexOf(' ')
  if (end === -1) return { time: text, line: '' }
  const line = text.slice(end + 1)
  return { time: text.slice(0, end), line: line.length <= piece ? line : rejoined(line) }
}

/** The same for bytes; only the line is given. */
export function unstamped(bytes: Uint8Array): Uint8Array {
  const line = bytes.subarray(bytes.indexOf(space) + 1)
  return line.length <= piece ? line : rejoinedBytes(Buffer.from(line))
}

const space = 32

function rejoined(line: string): string {
  return rejoinedBytes(Buffer.from(line)).toString('utf8')
}

function rejoinedBytes(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    const end = Math.min(at + piece, bytes.length)
    parts.push(bytes.subarray(at, end))
    at = end
    const time = stamp.exec(bytes.subarray(at, at + 40).toString('latin1'))
    // Without a time the engine has not cut here, nor further on.
    if (time === null) {
      parts.push(bytes.subarray(at))
      break
    }
    at += time[0].length
  }
  return Buffer.concat(parts)
}
