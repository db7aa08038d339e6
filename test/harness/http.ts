import { randomInt } from 'node:crypto'
import * as net from 'node:net'

/**
 * A port of 127.0.0.1 that nobody listens on now. It is below those that Linux and the engine give out by themselves, or one of
 * them might have it before the test does.
 */
export async function freePort(): Promise<number> {
  const server = net.createServer()
  const port = randomInt(20_000, 32_000)
  const taken = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(true)).listen(port, '127.0.0.1', () => resolve(false))
  })
  if (taken) return await freePort()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The body of the first answer with a good status. An application may need a moment after its container runs. */
export async function answer(url: string, init: RequestInit = {}): Promise<string> {
  const deadline = Date.now() + 60_000
  for (;;) {
    try {
      const response = await fetch(url, { ...init, headers: { connection: 'close' } })
      if (response.ok) return await response.text()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    if (Date.now() > deadline) throw new Error(`${url} never answered with a good status`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
