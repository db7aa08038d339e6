/** Where a port of a service can be reached from the host. */
export interface ReachablePort {
  readonly service: string
  /** The container's port. */
  readonly target: number
  readonly protocol: string
  /** Address to connect to. */
  readonly host: string
  readonly port: number
}

/**
 * What a program of the host learns of a project: `MUSTER_PORT_DB_5432` and `MUSTER_HOST_DB_5432` for each published port,
 * `DB_HOST` and `DB_PORT` for the first of a service, and the project's name. TCP goes before other protocols, and of services
 * whose names differ only in what a variable cannot have, the first counts.
 */
export function endpointVariables(project: string, ports: readonly ReachablePort[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  const set = (name: string, value: string): void => {
    if (!variables.has(name)) variables.set(name, value)
  }
  const ordered = [...ports.filter(({ protocol }) => protocol === 'tcp'), ...ports.filter((it) => it.protocol !== 'tcp')]
  for (const { service, target, host, port } of ordered) {
    const name = service.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
    set(`MUSTER_HOST_${name}_${target}`, host)
    set(`MUSTER_PORT_${name}_${target}`, String(port))
    // A variable cannot begin with a digit.
    if (/^\d/.test(name)) continue
    set(`${name}_HOST`, host)
    set(`${name}_PORT`, String(port))
  }
  return new Map([...variables, ['MUSTER_PROJECT', project], ['COMPOSE_PROJECT_NAME', project]])
}
