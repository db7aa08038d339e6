import { connect } from 'node:net'

/** Whether something listens: `unreachable` when the network between us and the container does not let us know. */
export type Reach = 'open' | 'refused' | 'unreachable'

/** A container on this machine answers or refuses at once; anything slower means that there is no way to it. */
const patience = 250

/** Tries to open a TCP connection and closes it again. Never rejects. */
export async function reach(address: string, port: number): Promise<Reach> {
  return await new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: patience })
    const conclude = (reached: Reach): void => {
      socket.destroy()
      resolve(reached)
    }
    socket.on('connect', () => conclude('open'))
    socket.on('timeout', () => conclude('unreachable'))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      conclude(error.code === 'ECONNREFUSED' ? 'refused' : 'unreachable'),
    )
  })
}
