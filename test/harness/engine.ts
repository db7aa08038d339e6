import * as http from 'node:http'

/** Where the engine under test listens: DOCKER_HOST or the default socket. Only unix sockets; the test scripts provide one. */
export function engineTarget(): { readonly socketPath: string } {
  const host = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'
  if (!host.startsWith('unix://')) throw new Error(`engine tests need a unix socket, DOCKER_HOST is ${host}`)
  return { socketPath: host.slice('unix://'.length) }
}

/** One bare request to the engine, past muster and every library. Throws on a status of 400 or more, unless it is 404. */
export async function engineRequest(method: string, path: string, body?: unknown): Promise<unknown> {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  const headers =
    payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
  return await new Promise((resolve, reject) => {
    const req = http.request({ ...engineTarget(), method, path, headers, agent }, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const status = res.statusCode ?? 0
        if (status >= 400 && status !== 404) reject(new Error(`${method} ${path}: ${status} ${text}`))
        else resolve(status === 404 || text === '' ? undefined : JSON.parse(text))
      })
    })
    req.on('error', reject)
    req.end(payload)
  })
}

const agent = new http.Agent({ keepAlive: true })

/** `?filters=` of a list request. */
export function filters(by: Readonly<Record<string, readonly string[]>>): string {
  return `filters=${encodeURIComponent(JSON.stringify(by))}`
}
