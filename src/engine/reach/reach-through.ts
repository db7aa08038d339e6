import { connect } from 'node:net'
import type { Reach } from './reach.ts'

/** Milliseconds for which a connection through a proxy must stay: one that nobody serves is closed at once. */
const stays = 150

const patience = 1_000

/** As `reach`, for a published port: the engine's proxy accepts each connection, and closes those that nobody takes. */
export async function reachThrough(address: string, port: number): Promise<Reach> {
  return await new Promise((resolve) => {
    const socket = connect({ host: address, port })
    let timer = setTimeout(() => conclude('unreachable'), patience)
    const conclude = (reached: Reach): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(reached)
    }
    socket.on('connect', () => {
      clearTimeout(timer)
      timer = setTimeout(() => conclude('open'), stays)
    })
    socket.on('data', () => conclude('open'))
    socket.on('close', () => conclude('refused'))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      conclude(error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET' ? 'refused' : 'unreachable'),
    )
  })
}
