import type { Duplex } from 'node:stream'
import { type AnswerHead, answerParser } from './answer-parser.ts'

/** A whole answer. */
export interface PlainAnswer extends AnswerHead {
  readonly body: string
}

/**
 * Sends a request and reads its whole answer on a connection of its own, which is closed then. An engine's lists need no
 * more, and without it each command would load Node's HTTP and docker-modem, which take longer than the engine's answers.
 * Rejects with the errors of the connection, in Node's words where it breaks off, and with Unusual.
 */
export async function plainAnswer(connection: Duplex, request: string, signal?: AbortSignal): Promise<PlainAnswer> {
  return await new Promise((resolve, reject) => {
    const parser = answerParser()
    const parts: Uint8Array[] = []
    const stop = (): void => void connection.destroy(signal?.reason as Error)
    const finish = (): void => {
      const head = parser.head()
      if (head !== undefined) resolve({ ...head, body: Buffer.concat(parts).toString('utf8') })
      connection.destroy()
    }
    const guarded = (act: () => void): void => {
      try {
        act()
      } catch (error) {
        connection.destroy(error as Error)
      }
    }
    connection.on('data', (piece: Buffer) =>
      guarded(() => {
        parts.push(parser.take(piece))
        if (parser.ended()) finish()
      }),
    )
    connection.on('end', () =>
      guarded(() => {
        parser.close()
        finish()
      }),
    )
    connection.on('error', reject)
    connection.on('close', () => {
      signal?.removeEventListener('abort', stop)
      reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
    })
    signal?.addEventListener('abort', stop)
    connection.write(request)
  })
}
