import Docker from 'dockerode'
import { agentFor, dropIdle } from './agent.ts'
import type { Endpoint } from './endpoint.ts'
import { unanswered } from './failure.ts'
import type { Dial, Wire } from './transport.ts'

export interface Modem extends Wire {
  readonly close: () => void
}

/** dockerode's modem for an endpoint. The only module that imports dockerode. */
export async function modemFor(endpoint: Endpoint): Promise<Modem> {
  const agent = await agentFor(endpoint)
  const modem = dockerode(endpoint, agent).modem as { dial: Dial }
  return {
    dial: (options, callback) => modem.dial(options, callback),
    dropIdle: () => dropIdle(agent),
    close: () => agent.destroy(),
  }
}

function dockerode(endpoint: Endpoint, agent: object): Docker {
  // The modem reads DOCKER_HOST and DOCKER_CERT_PATH itself and would prefer what it finds there: each is overridden.
  const nothing = { host: undefined, port: undefined, username: undefined, timeout: undefined, pathPrefix: undefined }
  const untrusted = { key: undefined, cert: undefined, ca: undefined }
  const protocol = endpoint.tls ? 'https' : 'http'
  const options = { ...nothing, ...untrusted, sshOptions: {}, protocol, agent, socketPath: () => undefined }
  try {
    return new Docker(options as unknown as Docker.DockerOptions)
  } catch (error) {
    throw unanswered({ operation: 'read DOCKER_HOST and DOCKER_CERT_PATH', changes: false }, error, endpoint)
  }
}
