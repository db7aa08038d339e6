import { type Duplex, Writable } from 'node:stream'
import type { Conversation } from '../process.ts'
import { demux, raw } from './demux.ts'

/** A connection that the engine has given over, as what a process says and hears. A terminal has one stream only. */
export function conversationOver(connection: Duplex, { tty }: { readonly tty: boolean }): Conversation {
  forgiveWrites(connection)
  const received = untilBroken(connection)
  return {
    output: tty ? raw(received) : demux(received),
    input: inputOf(connection),
    close: () => connection.destroy(),
  }
}

/**
 * A process that ends without having read all of its input closes the connection on us: that must not take along what it
 * said before, which may still wait to be read. Node would destroy the whole connection after a failed write.
 */
function forgiveWrites(connection: Duplex): void {
  const write = connection._write.bind(connection)
  const writeMany = connection._writev?.bind(connection)
  connection._write = (chunk, encoding, done) => write(chunk, encoding, () => done())
  if (writeMany) connection._writev = (chunks, done) => writeMany(chunks, () => done())
}

/** What came, up to the end or to where the connection broke: who ended, and how, is asked of the engine. */
async function* untilBroken(connection: Duplex): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of connection.iterator({ destroyOnReturn: true })) yield chunk as Uint8Array
  } catch {
    // ECONNRESET where a process left some of its input unread.
  }
}

/** Its end closes one direction; its errors are those of the connection, which the reader sees. */
function inputOf(connection: Duplex): Writable {
  connection.on('error', () => undefined)
  return new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      if (connection.writable) connection.write(chunk, () => done())
      else done()
    },
    final: (done) => {
      if (connection.writable) connection.end()
      done()
    },
  })
}
