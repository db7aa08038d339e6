import { type Endpoint, endpointUrl } from './endpoints.ts'
import { StackError } from './stack-error.ts'

/** Where a port of a service is reached from this machine. */
export interface StackEndpoint extends Endpoint {
  /**
   * `postgres://127.0.0.1:32768` of a container's port 5432, and so with the usual scheme of other well-known ports, else `http`;
   * or with the scheme that is asked for.
   */
  readonly url: (scheme?: string) => string
}

/** Which port of which service. */
export interface WantedEndpoint {
  readonly service: string
  /** Inside of the container. */
  readonly target: number
  readonly protocol: string
}

/** The first endpoint that is wanted. Throws a StackError that names the others of the service where there is none. */
export function endpointIn(
  endpoints: readonly Endpoint[],
  { service, target, protocol }: WantedEndpoint,
): StackEndpoint {
  const own = endpoints.filter((it) => it.service === service)
  const found = own.find((it) => it.target === target && it.protocol === protocol)
  if (found !== undefined) return withUrl(found)
  const others = [...new Set(own.map((it) => `${it.target}/${it.protocol}`))].join(', ')
  const fix = others === '' ? `publish it with \`ports: ["${target}"]\`` : `it publishes ${others}`
  throw new StackError(`service ${service} publishes no port ${target}/${protocol}`, { kind: 'not-published', fix })
}

/** An endpoint as programs get it. */
export function withUrl(endpoint: Endpoint): StackEndpoint {
  const usual = endpointUrl(endpoint)
  const rest = usual.slice(usual.indexOf('://'))
  return { ...endpoint, url: (scheme) => (scheme === undefined ? usual : `${scheme}${rest}`) }
}
