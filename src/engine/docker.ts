import Docker from 'dockerode'
import { connectionsTo, dropIdle } from './agent.ts'
import { containersOf } from './containers.ts'
import type { Surroundings } from './docker-config.ts'
import type { Endpoint } from './endpoint.ts'
import { eventsOf } from './events.ts'
import { unanswered } from './failure.ts'
import { imagesOf } from './images.ts'
import { networksOf } from './networks.ts'
import type { Engine } from './port.ts'
import { type Dial, type Request, type Transport, transportOver } from './transport.ts'
import { type Negotiated, negotiate } from './version.ts'
import { reach } from './reach.ts'
import { volumesOf } from './volumes.ts'

/** The engine behind an endpoint, reached through dockerode's modem. The only module that imports dockerode. */
export async function dockerEngine(endpoint: Endpoint, surroundings: Surroundings): Promise<Engine> {
  const { agent, connect } = await connectionsTo(endpoint)
  const docker = dockerode(endpoint, agent)
  const modem = docker.modem as { dial: Dial }
  const dial: Dial = (options, callback) => modem.dial(options, callback)
  const bare = transportOver({ dial, dropIdle: () => dropIdle(agent), connect }, endpoint)
  const version = once(() => negotiate(bare, endpoint, surroundings.env.get('DOCKER_API_VERSION')))
  const transport = versioned(bare, version)
  return {
    address: endpoint.address,
    hostname: async () => (await transport.json<{ Name?: string }>(asking)).Name,
    version,
    containers: containersOf(transport, version),
    networks: networksOf(transport, version),
    volumes: volumesOf(transport),
    images: imagesOf(transport, { version, surroundings, endpoint }),
    events: eventsOf(transport),
    reach,
    close: () => agent.destroy(),
  }
}

const asking = { operation: 'ask for the machine', method: 'GET', path: '/info' } as const

function dockerode(endpoint: Endpoint, agent: object): Docker {
  // The modem reads DOCKER_HOST and DOCKER_CERT_PATH itself and would prefer what it finds there: each is overridden.
  const nothing = { host: undefined, port: undefined, username: undefined, timeout: undefined, pathPrefix: undefined }
  const untrusted = { key: undefined, cert: undefined, ca: undefined }
  const protocol = endpoint.tls ? 'https' : 'http'
  const options = { ...nothing, ...untrusted, sshOptions: {}, protocol, agent, socketPath: () => undefined }
  try {
    return new Docker(options as unknown as Docker.DockerOptions)
  } catch (error) {
    throw unanswered('read DOCKER_HOST and DOCKER_CERT_PATH', error, endpoint)
  }
}

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

/** Puts the negotiated version before each path. */
function versioned(bare: Transport, version: () => Promise<Negotiated>): Transport {
  const complete = async (request: Request): Promise<Request> => {
    const { api } = await version()
    return { ...request, path: `/v${api}${request.path}` }
  }
  return {
    json: async (request) => bare.json(await complete(request)),
    stream: async (request) => bare.stream(await complete(request)),
    output: async (request) => bare.output(await complete(request)),
    hijack: async (request) => bare.hijack(await complete(request)),
  }
}
