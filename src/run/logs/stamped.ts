/**
 * The engine cuts lines after so many bytes and puts the time before each piece (json-file and local, Engine 28). Podman
 * (4.3, k8s-file) has smaller pieces, and times in whole seconds.
 */
const pieces = { exact: 16 * 1024, seconds: 8 * 1024 }
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{9})?(?:Z|[+-]\d\d:\d\d) /
const endStamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d) $/
const space = 32
const point = 46

/** A line without the engine's time, and that time. */
export interface Stamped {
  readonly time: string
  readonly line: string
}

/**
 * Takes the engine's time from before each line of a stream, and from within those that are so long that the engine has cut
 * them. The engine puts one before what ends with `\n` only: what follows a lone `\r` (a progress bar) has that of the line before.
 */
export function createStampReader(): (text: string) => Stamped {
  let last = ''
  return (text) => {
    if (!beginsWithTime(text)) return { time: last, line: text }
    const read = stamped(text)
    last = read.time
    return read
  }
}

/** Cheaper than an expression, as it is asked for every line. */
function beginsWithTime(text: string): boolean {
  return text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':' && text[16] === ':'
}

function stamped(text: string): Stamped {
  const end = text.indexOf(' ')
  if (end === -1) return { time: text, line: '' }
  const [time, line] = [text.slice(0, end), text.slice(end + 1)]
  const piece = time.includes('.') ? pieces.exact : pieces.seconds
  return { time, line: line.length < piece ? line : rejoined(Buffer.from(line), piece).toString('utf8') }
}

/** The same for bytes; only the line is given. */
export function unstamped(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(space)
  const piece = bytes.subarray(0, end).includes(point) ? pieces.exact : pieces.seconds
  const line = bytes.subarray(end + 1)
  return line.length < piece ? line : rejoined(Buffer.from(line), piece)
}

function rejoined(bytes: Buffer, piece: number): Buffer {
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
  const whole = Buffer.concat(parts)
  // Podman makes a piece of its own of the line's end.
  const last = piece === pieces.seconds ? endStamp.exec(whole.subarray(-40).toString('latin1')) : null
  return last === null ? whole : whole.subarray(0, whole.length - last[0].length)
}
