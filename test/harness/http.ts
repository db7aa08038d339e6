import * as net from 'node:net'

/** A port of 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The body of the first answer with a good status. An application may need a moment after its container runs. */
export async function answer(url: string, init: RequestInit = {}): Promise<string> {
  const deadline = Date.now() + 20_000
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
