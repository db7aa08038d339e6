import { containersOf } from './adapter/containers.ts'
import { eventsOf } from './adapter/events.ts'
import { imagesOf } from './adapter/images.ts'
import { engineInfo, rawInfo } from './adapter/info.ts'
import { networksOf } from './adapter/networks.ts'
import { volumesOf } from './adapter/volumes.ts'
import type { Engine, EngineVersion } from './port.ts'
import { reach } from './reach/reach.ts'
import type { ConnectOptions, Endpoint } from './transport/endpoint.ts'
import { type Form, maybe, record, text } from './transport/form.ts'
import type { Modem } from './transport/modem.ts'
import { type Request, type Transport, transportOver } from './transport/transport.ts'
import { negotiate, spoken } from './transport/version.ts'

/** The engine behind an endpoint. */
export function dockerEngine(endpoint: Endpoint, surroundings: ConnectOptions): Engine {
  let modem: Promise<Modem> | undefined
  const wire = (): Promise<Modem> =>
    (modem ??= import('./transport/modem.ts').then(({ modemFor }) => modemFor(endpoint)))
  const bare = transportOver(wire, endpoint)
  const forced = surroundings.env.get('DOCKER_API_VERSION')
  const manner = { forced, onWait: surroundings.onWait }
  const version = once(() => negotiate(bare, endpoint, manner))
  const transport = versioned(bare, { version, guess: spoken(forced) })
  return {
    address: endpoint.address,
    hostname: async () => (await transport.json(asking, machine)).Name ?? undefined,
    architecture: async () => (await transport.json(askingVersion, machine)).Arch ?? undefined,
    id: async () => (await transport.json(asking, machine)).ID ?? undefined,
    info: async () => engineInfo(await transport.json(asking, rawInfo)),
    version,
    containers: containersOf(transport, version),
    networks: networksOf(transport, version),
    volumes: volumesOf(transport),
    images: imagesOf(transport, { version, surroundings, endpoint }),
    events: eventsOf(transport),
    reach,
    close: () => {
      endpoint.tunnel?.close()
      void modem?.then(
        ({ close }) => close(),
        () => undefined,
      )
    },
  }
}

interface Machine {
  readonly ID?: string | null
  readonly Name?: string | null
  readonly Arch?: string | null
}

const machine = record<Machine>({ ID: maybe(text), Name: maybe(text), Arch: maybe(text) })

const askingVersion = { operation: 'ask for the machine', method: 'GET', path: '/version' } as const
const asking = { operation: 'ask for the machine', method: 'GET', path: '/info' } as const

/** Remembers the first answer, but no failure. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined
      throw error
    })
    return answer
  }
}

interface Speech {
  readonly version: () => Promise<EngineVersion>
  /** The API that the engine most likely speaks. */
  readonly guess: string
}

/** Puts the negotiated version before each path. */
function versioned(bare: Transport, speech: Speech): Transport {
  const complete = async (request: Request): Promise<Request> => at((await speech.version()).api, request)
  return {
    answer: async (request) => bare.answer(await complete(request)),
    json: async <T>(request: Request, form: Form<T>): Promise<T> =>
      request.early
        ? await askedEarly({ request, form }, bare, speech)
        : await bare.json(await complete(request), form),
    stream: async (request) => bare.stream(await complete(request)),
    output: async (request) => bare.output(await complete(request)),
    hijack: async (request) => bare.hijack(await complete(request)),
  }
}

function at(api: string, request: Request): Request {
  return { ...request, path: `/v${api}${request.path}` }
}

interface Question<T> {
  readonly request: Request
  readonly form: Form<T>
}

/** Does not wait for the engine to say which API it speaks, and asks again in the few cases in which the guess was wrong. */
async function askedEarly<T>({ request, form }: Question<T>, bare: Transport, { version, guess }: Speech): Promise<T> {
  const known = new AbortController()
  const early = bare.json({ ...at(guess, request), signal: known.signal }, form)
  early.catch(() => undefined)
  try {
    const { api } = await version()
    return await (api === guess ? early : bare.json(at(api, request), form))
  } finally {
    known.abort()
  }
}
