/**
 * The engine cuts lines after so many bytes and puts the time before each piece (json-file and local, Engine 28). Podman
 * (4.3, k8s-file) has smaller pieces, and times in whole seconds.
 */
const pieces = { exact: 16 * 1024, seconds: 8 * 1024 }
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{9})?(?:Z|[+-]\d\d:\d\d) /
const endStamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d) $/
const space = 32
const point = 46
const dash = 45
const letterT = 84
const replacement = Buffer.from('\uFFFD')
/** Bytes of a character at most, for each unit of a text. */
const widest = 3

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
  const whole = line.length * widest < piece
  return { time, line: whole ? line : rejoined(Buffer.from(line), piece).toString('utf8') }
}

/** The same for bytes; only the line is given. */
export function unstamped(bytes: Uint8Array): Uint8Array {
  const piece = pieceOf(bytes)
  const line = bytes.subarray(bytes.indexOf(space) + 1)
  return line.length < piece ? line : rejoined(Buffer.from(line), piece)
}

/** Where the last piece of a line begins that the engine has cut, with its time; the end of the line where it has not. */
export function lastPiece(line: Uint8Array): number {
  const piece = pieceOf(line)
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length)
  let last: number | undefined
  for (let at = line.indexOf(space) + 1; ;) {
    const cut = cutAfter(bytes, at, piece)
    if (cut === undefined) return last ?? line.length
    last = cut.end
    at = cut.next
  }
}

function pieceOf(line: Uint8Array): number {
  return line.subarray(0, line.indexOf(space)).includes(point) ? pieces.exact : pieces.seconds
}

function rejoined(bytes: Buffer, piece: number): Buffer {
  const parts: Buffer[] = []
  let at = 0
  for (let cut = cutAfter(bytes, at, piece); cut !== undefined; cut = cutAfter(bytes, at, piece)) {
    parts.push(bytes.subarray(at, cut.end))
    at = cut.next
  }
  parts.push(bytes.subarray(at))
  const whole = Buffer.concat(parts)
  // Podman makes a piece of its own of the line's end.
  const last = piece === pieces.seconds ? endStamp.exec(whole.subarray(-40).toString('latin1')) : null
  return last === null ? whole : whole.subarray(0, whole.length - last[0].length)
}

interface Cut {
  readonly end: number
  /** Behind the time. */
  readonly next: number
}

/**
 * Where the engine has cut a text that goes on from a place; undefined where it has not, nor further on. It may be later than
 * the length of a piece: bytes that are no UTF-8, such as half a character at a cut, are replaced with U+FFFD (by the
 * json-file driver, or here) after the engine has counted.
 */
function cutAfter(bytes: Buffer, from: number, piece: number): Cut | undefined {
  const text = bytes.subarray(from, from + widest * piece + 40)
  const grownAt = createGrowth(text)
  for (let end = piece; end < text.length && end - piece <= grownAt(end); end++) {
    if (text[end + 4] !== dash || text[end + 10] !== letterT) continue
    const time = stamp.exec(text.subarray(end, end + 40).toString('latin1'))
    if (time !== null) return { end: from + end, next: from + end + time[0].length }
  }
  return undefined
}

/** By how many bytes at most a text has grown by replacements up to a place. Places must not go back. */
function createGrowth(text: Buffer): (to: number) => number {
  let next = text.indexOf(replacement)
  let count = 0
  return (to) => {
    for (; next !== -1 && next < to; count++) next = text.indexOf(replacement, next + replacement.length)
    return count * (replacement.length - 1)
  }
}
