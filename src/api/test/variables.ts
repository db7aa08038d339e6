import type { ContainerSummary } from '../../engine/port.ts'
import type { Project } from '../../model/project.ts'
import { isAlive } from '../../plan/is-alive.ts'
import { type Endpoint, endpointVariables, variableName } from '../endpoints.ts'

/**
 * Services of which such a program learns nothing, for want of a published port, although it would look for something: they
 * run and expose a port, or the command names the variable.
 */
export function unpublishedServices(
  containers: readonly ContainerSummary[],
  endpoints: readonly Endpoint[],
  command: readonly string[],
): readonly string[] {
  const published = new Set(endpoints.map(({ service }) => service))
  const words = command.join(' ')
  const isNamed = (service: string): boolean => new RegExp(`\\b${variableName(service)}_(?:HOST|PORT)\\b`).test(words)
  const hidden = containers.filter(
    ({ service, oneOff, ports, ...rest }) =>
      isAlive(rest) && !oneOff && !published.has(service) && (ports.length > 0 || isNamed(service)),
  )
  return [...new Set(hidden.map(({ service }) => service))].toSorted()
}

/**
 * What a program of the host learns of a project: the variables of `endpointVariables`, `DB_HOST` and `DB_PORT` for the first port
 * of a service, TCP before others, and the project's name. A muster that is called by it works on the same copy.
 */
export function testVariables(
  { name: project, copy }: Pick<Project, 'name' | 'copy'>,
  endpoints: readonly Endpoint[],
): ReadonlyMap<string, string> {
  const short = new Map<string, string>()
  const isTcp = ({ protocol }: Endpoint): boolean => protocol === 'tcp'
  for (const { service, host, port } of [...endpoints.filter(isTcp), ...endpoints.filter((it) => !isTcp(it))]) {
    const name = variableName(service)
    // A variable cannot begin with a digit.
    if (/^\d/.test(name) || short.has(`${name}_PORT`)) continue
    short.set(`${name}_HOST`, host)
    short.set(`${name}_PORT`, String(port))
  }
  const names = [
    ['MUSTER_PROJECT', project],
    ['COMPOSE_PROJECT_NAME', project],
    ...(copy === undefined ? [] : [['MUSTER_ISOLATE', copy.name] as const]),
  ] as const
  return new Map([...short, ...endpointVariables(endpoints), ...names])
}
