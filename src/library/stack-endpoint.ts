import { type Endpoint, endpointUrl } from '../api/endpoints.ts'
import { StackError } from './stack-error.ts'

/** Where a port of a service is reached from this machine. */
export interface StackEndpoint extends Endpoint {
  /**
   * `postgres://127.0.0.1:32768` of a container's port 5432, and so with the usual scheme of other well-known ports, else `http`;
   * or with the scheme that is asked for, and a path behind it. Throws a StackError for what is no scheme.
   */
  readonly url: (scheme?: string, path?: string) => string
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
  return {
    ...endpoint,
    url: (scheme, path = '') => {
      const start = scheme === undefined ? usual : `${checked(scheme)}${rest}`
      return path === '' || path.startsWith('/') ? `${start}${path}` : `${start}/${path}`
    },
  }
}

/** RFC 3986, section 3.1. */
function checked(scheme: string): string {
  if (/^[a-z][a-z0-9+.-]*$/i.test(scheme)) return scheme
  const fix = scheme.startsWith('/')
    ? `write \`url('http', ${JSON.stringify(scheme)})\` for a path`
    : 'write for instance `url("http")`'
  throw new StackError(`${JSON.stringify(scheme)} is not a URL scheme`, { kind: 'invalid-scheme', fix })
}
