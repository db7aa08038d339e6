import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a page looks like to a browser, and to whom. */
export interface View {
  readonly width: number
  readonly scheme: 'light' | 'dark'
}

/** A page in a real browser without a screen. */
export interface Page extends AsyncDisposable {
  /** The value of an expression, evaluated in the page. */
  evaluate<T>(expression: string): Promise<T>
  /** Every address that the page asked for, its own included. */
  readonly requests: readonly string[]
  /** What the page complained of: errors of scripts, of its policy, of its markup. */
  readonly complaints: readonly string[]
}

/** Opens a file in Debian's Chromium; where there is none, and none can be installed, the error says what is missing. */
export async function openPage(file: string, { width, scheme }: View): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-browser-'))
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe']
  const child = spawn(browserPath(), [...flags, `--user-data-dir=${folder}`, '--no-first-run', 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const [requests, complaints]: [string[], string[]] = [[], []]
  const loaded = Promise.withResolvers<void>()
  const send = talk(child, (method, params) => {
    if (method === 'Network.requestWillBeSent') requests.push((params as { request: { url: string } }).request.url)
    if (method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded') complaints.push(JSON.stringify(params))
    if (method === 'Page.loadEventFired') loaded.resolve()
  })
  const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
  const within = async <T>(method: string, params: object = {}): Promise<T> => await send<T>(method, params, sessionId)
  for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await within(`${domain}.enable`)
  await within('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
  await within('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: false })
  await within('Page.navigate', { url: `file://${file}` })
  await loaded.promise
  return {
    requests,
    complaints,
    evaluate: async <T>(expression: string): Promise<T> => {
      const { result } = await within<{ result: { value: T } }>('Runtime.evaluate', { expression, returnByValue: true })
      return result.value
    },
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The program of the browser; installed now, if need be. */
export function browserPath(): string {
  return execFileSync(fileURLToPath(new URL('../../scripts/engine/browser', import.meta.url)), {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim()
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

type Send = <T>(method: string, params: object, sessionId?: string) => Promise<T>

/** The DevTools protocol over two pipes: JSON, each message ended by a zero byte. */
function talk(child: ChildProcess, onEvent: (method: string, params: unknown) => void): Send {
  const [, , , input, output] = child.stdio
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let next = 1
  let rest = ''
  const take = ({ id, method, params, result, error }: Message): void => {
    if (id === undefined) return method === undefined ? undefined : onEvent(method, params)
    const asked = open.get(id)
    open.delete(id)
    if (error === undefined) asked?.resolve(result as never)
    else asked?.reject(new Error(error.message))
  }
  output?.on('data', (chunk: Buffer) => {
    const messages = (rest + chunk.toString('utf8')).split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages) take(JSON.parse(message) as Message)
  })
  child.on('exit', () => {
    for (const { reject } of open.values()) reject(new Error('the browser has ended'))
  })
  return async (method, params, sessionId) =>
    await new Promise((resolve, reject) => {
      const id = next++
      open.set(id, { resolve, reject })
      const message = { id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }
      if (input !== null && input !== undefined && 'write' in input) input.write(`${JSON.stringify(message)}\0`)
    })
}
