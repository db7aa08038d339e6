import { mkdtemp, rm } from 'node:fs/promises'
import * as http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engineTarget } from './engine.ts'

/** A way to the engine. */
export interface CrowdedEngine extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly address: string
}

/** The real engine, which tells of one network more that has all the addresses of its pools. Only for what asks and reads whole answers. */
export async function startCrowdedEngine(): Promise<CrowdedEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-crowded-'))
  const socket = join(folder, 'engine.sock')
  const server = http.createServer((request, response) => {
    const { method = '', url = '', headers } = request
    const onward = http.request({ ...engineTarget(), method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const { 'content-length': _, 'transfer-encoding': __, ...kept } = answer.headers
        const text = Buffer.concat(chunks).toString('utf8')
        response.writeHead(answer.statusCode ?? 500, kept)
        response.end(url.endsWith('/networks') ? crowded(text) : text)
      })
    })
    request.pipe(onward)
  })
  await new Promise<void>((done) => server.listen(socket, done))
  return {
    address: `unix://${socket}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await rm(folder, { recursive: true })
    },
  }
}

function crowded(networks: string): string {
  const Config = ['172.16.0.0/12', '192.168.0.0/16', '10.0.0.0/8'].map((Subnet) => ({ Subnet }))
  const network = { Id: 'all', Name: 'all', Scope: 'local', Labels: {}, IPAM: { Driver: 'default', Config } }
  return JSON.stringify([...(JSON.parse(networks) as readonly object[]), network])
}
