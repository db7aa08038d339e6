import type { Socket } from 'node:net'
import { type AnswerHead, answerParser } from './answer-parser.ts'

/** A whole answer. */
export interface PlainAnswer extends AnswerHead {
  readonly body: string
}

/** What a request needs beside its connection. */
export interface Asking {
  readonly signal?: AbortSignal | undefined
  /** Takes the connection back where it may serve another request; without it, and otherwise, it is closed. */
  readonly keep?: ((connection: Socket) => void) | undefined
}

/**
 * Sends a request and reads its whole answer on a connection that nobody else uses meanwhile. An engine's lists need no more,
 * and without it each command would load Node's HTTP and docker-modem, which take longer than the engine's answers.
 * Rejects with the errors of the connection, in Node's words where it breaks off, and with Unusual.
 */
export async function plainAnswer(connection: Socket, request: string, asking: Asking = {}): Promise<PlainAnswer> {
  const { signal, keep } = asking
  return await new Promise((resolve, reject) => {
    const parser = answerParser()
    const parts: Uint8Array[] = []
    const stop = (): void => void connection.destroy(signal?.reason as Error)
    const finish = (): void => {
      const head = parser.head()
      if (head !== undefined) resolve({ ...head, body: Buffer.concat(parts).toString('utf8') })
      leave()
      if (keep !== undefined && parser.staysOpen()) keep(connection)
      else connection.destroy()
    }
    const guarded = (act: () => void): void => {
      try {
        act()
      } catch (error) {
        connection.destroy(error as Error)
      }
    }
    const onData = (piece: Buffer): void =>
      guarded(() => {
        parts.push(parser.take(piece))
        if (parser.ended()) finish()
      })
    const onEnd = (): void =>
      guarded(() => {
        parser.close()
        finish()
      })
    const onClose = (): void => {
      signal?.removeEventListener('abort', stop)
      reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
    }
    const leave = (): void => {
      signal?.removeEventListener('abort', stop)
      connection.off('data', onData).off('end', onEnd).off('close', onClose).off('error', reject)
    }
    connection.on('data', onData).on('end', onEnd).on('close', onClose).on('error', reject)
    signal?.addEventListener('abort', stop)
    connection.write(request)
  })
}
