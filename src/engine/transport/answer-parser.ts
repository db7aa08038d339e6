/** What stands before the body. */
export interface AnswerHead {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/** Reads one HTTP/1.1 answer from the pieces of a connection that serves it alone. */
export interface AnswerParser {
  /** The bytes of the body that the piece holds; chunks that came together stay together, in the place of the piece. */
  readonly take: (piece: Uint8Array) => Uint8Array
  /** Undefined until all of it has come. */
  readonly head: () => AnswerHead | undefined
  /** Whether the answer is whole without the end of the connection. */
  readonly ended: () => boolean
  /** The connection has ended. Throws ECONNRESET, in the words of Node's client, where the answer has not. */
  readonly close: () => void
}

/** Not an answer as engines give them. */
export class Unusual extends Error {}

interface Body {
  readonly take: (piece: Uint8Array) => Uint8Array
  readonly ended: () => boolean
  readonly endsWithConnection?: true
}

const longestHead = 64 * 1024
const protocol = 'HTTP/1.'
const headEnd = '\r\n\r\n'
const none = new Uint8Array(0)

export function answerParser(): AnswerParser {
  let seen = Buffer.alloc(0)
  let head: AnswerHead | undefined
  let body: Body | undefined
  const takeHead = (piece: Uint8Array): Uint8Array => {
    seen = Buffer.concat([seen, piece])
    if (!protocol.startsWith(seen.toString('latin1', 0, protocol.length)))
      throw new Unusual(`no HTTP answer: ${seen.toString('latin1', 0, 80)}`)
    const end = seen.indexOf(headEnd)
    if (end < 0 && seen.length <= longestHead) return none
    head = headOf(seen.toString('latin1', 0, end < 0 ? longestHead : end))
    if (end < 0) throw new Unusual('the head of the answer does not end')
    body = bodyOf(head)
    return body.take(Buffer.from(seen.subarray(end + headEnd.length)))
  }
  return {
    take: (piece) => (body === undefined ? takeHead(piece) : body.take(piece)),
    head: () => head,
    ended: () => body?.ended() === true,
    close: () => {
      if (seen.length === 0) throw brokenOff('socket hang up')
      if (body?.ended() !== true && body?.endsWithConnection !== true) throw brokenOff('aborted')
    },
  }
}

function brokenOff(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNRESET' })
}

function headOf(text: string): AnswerHead {
  const [first = '', ...lines] = text.split('\r\n')
  const status = Number(/^HTTP\/1\.[01] ([2-5]\d\d)\b/.exec(first)?.[1])
  if (Number.isNaN(status)) throw new Unusual(`no HTTP answer: ${first.slice(0, 80)}`)
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers[line.slice(0, Math.max(colon, 0)).toLowerCase()] = line.slice(colon + 1).trim()
  }
  return { status, headers }
}

function bodyOf({ status, headers }: AnswerHead): Body {
  const { 'transfer-encoding': transfer, 'content-encoding': encoding, 'content-length': length } = headers
  if (encoding !== undefined && encoding !== 'identity') throw new Unusual(`the answer is encoded: ${encoding}`)
  if (transfer !== undefined && (transfer.toLowerCase() !== 'chunked' || length !== undefined))
    throw new Unusual(`the answer is encoded: ${transfer}`)
  if (length !== undefined && !/^\d+$/.test(length)) throw new Unusual('the length of the answer is not a number')
  if (status === 204 || status === 304) return limited(0)
  if (transfer !== undefined) return unchunked()
  if (length !== undefined) return limited(Number(length))
  return { take: (piece) => piece, ended: () => false, endsWithConnection: true }
}

function limited(length: number): Body {
  let left = length
  return {
    take: (piece) => {
      const taken = piece.subarray(0, left)
      left -= taken.length
      return taken
    },
    ended: () => left === 0,
  }
}

const newline = 10
const carriageReturn = 13
const semicolon = 59
/** Digits of a chunk's length that a number holds exactly. */
const mostDigits = 13

/** Chunks: their length in hexadecimal, perhaps more after a semicolon, a line end, the bytes, a line end. The last is empty. */
function unchunked(): Body {
  let left = 0
  let lineEnd = 0
  let size = 0
  let digits = 0
  let readsSize = true
  let ended = false
  const readSize = (byte: number): void => {
    if (byte === newline) {
      // A line without a length is not the last chunk: what follows would be lost without a word.
      if (digits === 0 || digits > mostDigits) throw broken()
      ended = size === 0
      left = size
      size = digits = 0
      readsSize = true
    } else if (byte === semicolon || byte === carriageReturn) readsSize = false
    else if (readsSize) {
      size = size * 16 + digit(byte)
      digits++
    }
  }
  return {
    take: (piece) => {
      let to = 0
      for (let at = 0; at < piece.length && !ended;) {
        if (left > 0) {
          const end = Math.min(piece.length, at + left)
          piece.copyWithin(to, at, end)
          to += end - at
          left -= end - at
          at = end
          if (left === 0) lineEnd = 2
        } else if (lineEnd > 0) {
          if (piece[at++] !== (lineEnd-- === 2 ? carriageReturn : newline)) throw broken()
        } else readSize(piece[at++] ?? 0)
      }
      return piece.subarray(0, to)
    },
    ended: () => ended,
  }
}

function digit(byte: number): number {
  const value = Number.parseInt(String.fromCharCode(byte), 16)
  if (Number.isNaN(value)) throw broken()
  return value
}

function broken(): Unusual {
  return new Unusual('the chunks of the answer are broken')
}
