import type { Project } from '../../model/project.ts'
import { type Endpoint, endpointVariables, variableName } from '../endpoints.ts'

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
