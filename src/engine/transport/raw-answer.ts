import { type AnswerHead, answerParser } from './answer-parser.ts'

/** An answer to a request, read off its connection. */
export interface RawAnswer extends AnswerHead {
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
  const parser = answerParser()
  for (;;) {
    const { value, done } = await connection.next()
    if (done === true) parser.close()
    const first = done === true ? new Uint8Array(0) : parser.take(value)
    const head = parser.head()
    if (head !== undefined) return { ...head, body: continued(connection, { parser, first }) }
  }
}

async function* continued(
  connection: AsyncIterator<Uint8Array>,
  { parser, first }: { readonly parser: ReturnType<typeof answerParser>; readonly first: Uint8Array },
): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first
    while (!parser.ended()) {
      const { value, done } = await connection.next()
      if (done === true) return parser.close()
      const data = parser.take(value)
      if (data.length > 0) yield data
    }
  } finally {
    await connection.return?.()
  }
}
