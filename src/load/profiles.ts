import { child, type Mapping, type Node } from '../source/node.ts'

/** `--profile`s, else those of COMPOSE_PROFILES (which splits on commas; `--profile a,b` is one name, quirk 27). */
export function enabledProfiles(flags: readonly string[], variables: ReadonlyMap<string, string>): readonly string[] {
  if (flags.length > 0) return flags
  const listed = (variables.get('COMPOSE_PROFILES') ?? '').split(',').map((name) => name.trim())
  const named = listed.filter((name) => name !== '')
  // When no profile is named, that without a name is enabled (2.40.3).
  return named.length === 0 ? [''] : named
}

/** Whether a service is active: it has no profile, or an enabled one, or all are enabled. */
export function isActive(service: Node, enabled: readonly string[]): boolean {
  const own = profilesOf(service)
  return own.length === 0 || enabled.includes('*') || own.some((name) => enabled.includes(name))
}

/** The profiles that naming these services enables. */
export function profilesNamed(tree: Mapping, names: readonly string[]): readonly string[] {
  const services = child(tree, 'services')
  return names.flatMap((name) => {
    const service = child(services, name)
    return service === undefined ? [] : profilesOf(service)
  })
}

/** Every profile that some service names, sorted. */
export function allProfiles(tree: Mapping): readonly string[] {
  const services = child(tree, 'services')
  const entries = services?.kind === 'map' ? [...services.entries.values()] : []
  return [...new Set(entries.flatMap((entry) => profilesOf(entry.node)))].sort()
}

function profilesOf(service: Node): string[] {
  const node = child(service, 'profiles')
  return node?.kind === 'seq' ? node.items.flatMap((item) => (item.kind === 'scalar' ? [String(item.value)] : [])) : []
}
