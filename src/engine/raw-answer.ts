/** An answer to a request, read off its connection. */
export interface RawAnswer {
  readonly status: number
  /** Rejects with ECONNRESET where the connection ends before the body does. */
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Reads an HTTP/1.1 answer off a connection that serves it alone. The engine sends each line that a container prints as a
 * chunk of its own, of which Node's client makes a buffer, an event and a step of an iteration each: more work than all the
 * rest. Here chunks that came together stay together.
 */
export async function readAnswer(source: AsyncIterable<Uint8Array>): Promise<RawAnswer> {
  const connection = source[Symbol.asyncIterator]()
  const { head, rest } = await readHead(connection)
  const status = Number(/^HTTP\/1\.[01] (\d{3})\b/.exec(head)?.[1])
  if (!Number.isInteger(status)) throw new Error(`no HTTP answer: ${head.slice(0, 80)}`)
  const pieces = continued(connection, rest)
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, body: unchunked(pieces) }
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return { status, body: length === undefined ? pieces : limited(pieces, Number(length)) }
}

const longestHead = 64 * 1024
const headEnd = '\r\n\r\n'

async function readHead(
  connection: AsyncIterator<Uint8Array>,
): Promise<{ readonly head: string; readonly rest: Uint8Array }> {
  let seen = Buffer.alloc(0)
  while (seen.length < longestHead) {
    const { value, done } = await connection.next()
    if (done === true) throw brokenOff()
    seen = Buffer.concat([seen, value])
    const end = seen.indexOf(headEnd)
    if (end !== -1)
      return { head: seen.toString('latin1', 0, end), rest: Buffer.from(seen.subarray(end + headEnd.length)) }
  }
  throw new Error('the head of the answer does not end')
}

async function* continued(connection: AsyncIterator<Uint8Array>, first: Uint8Array): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first
    for (;;) {
      const { value, done } = await connection.next()
      if (done === true) return
      yield value
    }
  } finally {
    await connection.return?.()
  }
}

async function* limited(pieces: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  let left = length
  if (left === 0) return
  for await (const piece of pieces) {
    yield piece.subarray(0, left)
    left -= Math.min(left, piece.length)
    if (left === 0) return
  }
  throw brokenOff()
}

async function* unchunked(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = createUnchunker()
  for await (const piece of pieces) {
    const data = chunks.take(piece)
    if (data.length > 0) yield data
    if (chunks.ended()) return
  }
  throw brokenOff()
}

interface Unchunker {
  /** What a piece holds, put together in the place of the piece. */
  readonly take: (piece: Uint8Array) => Uint8Array
  readonly ended: () => boolean
}

const newline = 10
const semicolon = 59

/** Chunks: their length in hexadecimal, perhaps more after a semicolon, a line end, the bytes, a line end. The last is empty. */
function createUnchunker(): Unchunker {
  let left = 0
  let lineEnd = 0
  let size = 0
  let readsSize = true
  let ended = false
  const readSize = (byte: number): void => {
    if (byte === newline) {
      ended = size === 0
      left = size
      size = 0
      readsSize = true
    } else if (byte === semicolon) readsSize = false
    else if (readsSize) size = byte === 13 ? size : size * 16 + digit(byte)
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
          lineEnd--
          at++
        } else readSize(piece[at++] ?? 0)
      }
      return piece.subarray(0, to)
    },
    ended: () => ended,
  }
}

function digit(byte: number): number {
  const value = Number.parseInt(String.fromCharCode(byte), 16)
  if (Number.isNaN(value)) throw new Error('the chunks of the answer are broken')
  return value
}

/** As Node's client calls it. */
function brokenOff(): Error {
  return Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}
