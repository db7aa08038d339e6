import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { start } from './command.ts'
import { expectSuccess } from './oracles.ts'

/** A git repository behind http on the loopback. */
export interface GitServer extends AsyncDisposable {
  /** `http://127.0.0.1:32768/repo.git`. */
  readonly url: string
}

/** Makes a repository of what lies in the folder, on the branch `main`, and serves it. */
export async function serveGit(folder: string): Promise<GitServer> {
  const author = ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false']
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '.'],
    [...author, 'commit', '-q', '-m', 'all'],
  ])
    expectSuccess(await start(['git', '-C', folder, ...args], {}).done)
  const server = createServer((request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?')
    const env = {
      ...process.env,
      GIT_PROJECT_ROOT: join(folder, '.git'),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: path.replace(/^\/repo\.git/, ''),
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    }
    const backend = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
    request.pipe(backend.stdin)
    backend.stdin.on('error', () => undefined)
    const chunks: Buffer[] = []
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    backend.on('close', () => {
      const all = Buffer.concat(chunks)
      const end = all.indexOf('\r\n\r\n')
      const headers = all.subarray(0, end).toString().split('\r\n')
      const entries = headers.map((line): [string, string] => {
        const [, name = '', value = ''] = /^([^:]*): (.*)$/.exec(line) ?? []
        return [name, value]
      })
      const status = entries.find(([name]) => name === 'Status')?.[1] ?? '200'
      response.writeHead(Number.parseInt(status, 10), Object.fromEntries(entries.filter(([name]) => name !== 'Status')))
      response.end(all.subarray(end + 4))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/repo.git`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
