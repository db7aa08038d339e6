import { atKey } from '../attributes/kinds/record.ts'
import { scalarText } from '../attributes/kinds/scalars.ts'
import { plainDependency } from '../attributes/service/depends-on.ts'
import { withPortDefaults } from '../attributes/service/ports.ts'
import { child, type Mapping, type Node, sequence, text, withEntry } from '../source/node.ts'
import { mapEntries } from './sections.ts'

const uniqueTexts: readonly (readonly string[])[] = [['tmpfs'], ['dns_search']]

/**
 * Attributes that docker compose 2.40.3 brings to long form only after interpolation, so that `--no-interpolate`
 * prints them as they were written (quirk 26).
 */
const plain = [['healthcheck', 'test'], ...uniqueTexts]

/** Those that two files merge as lists of `K=V`. */
const dictionaries: ReadonlySet<readonly string[]> = new Set([
  ['environment'],
  ['labels'],
  ['annotations'],
  ['sysctls'],
  ['extra_hosts'],
  ['build', 'args'],
  ['build', 'labels'],
  ['build', 'extra_hosts'],
  ['deploy', 'labels'],
])

/** Those of which the later file's replaces the earlier one's. */
const replaced: ReadonlySet<string> = new Set(['healthcheck.test'])

const untouched: readonly (readonly string[])[] = [...plain, ...dictionaries]

/** Those in which of equal entries the last counts. */
const distinct: ReadonlySet<readonly string[]> = new Set([...uniqueTexts, ...dictionaries])

/** Resources of the top level, and whether of their labels of one name the last counts. */
const resources = { networks: 'distinct', volumes: 'repeated', secrets: 'repeated', configs: 'repeated' } as const

/** A canonical file whose services and resources show such attributes, and their ports, as in the file that was written. */
export function withRawForms(canonical: Mapping, written: Mapping): Mapping {
  const services = eachService(canonical, (service, name) => {
    const own = child(child(written, 'services'), name)
    return own === undefined
      ? service
      : [...untouched, ['ports']].reduce((node, path) => restore(node, own, path), service)
  })
  return eachResource(services, (resource, [section, name]) => {
    const own = child(child(written, section), name)
    const external = child(own, 'external')
    const labels = child(own, 'labels')
    const declared = external?.kind === 'scalar' ? atKey(resource, 'external', () => external) : resource
    if (labels?.kind !== 'seq') return declared
    return atKey(declared, 'labels', () => (resources[section] === 'distinct' ? withoutRepeats(labels) : labels))
  })
}

/** The canonical ports where all of a service can be read; one that cannot leaves the whole list as it was written. */
export function withReadablePorts(model: Mapping, canonical: Mapping): Mapping {
  return eachService(model, (service, name) => {
    const ports = child(child(child(canonical, 'services'), name), 'ports')
    const readable = ports?.kind === 'seq' && ports.items.every((item) => item.kind !== 'scalar')
    return readable && service.kind === 'map' ? withEntry(service, 'ports', ports) : service
  })
}

/** What two files merge to: what only one has stays as written, dictionaries of both become lists of `K=V`. */
export function withMergedForms(merged: Mapping, base: Mapping, over: Mapping): Mapping {
  const services = eachService(merged, (service, name) => {
    const [first, second] = [base, over].map((file) => child(child(file, 'services'), name))
    return withMergedService(service, first, second)
  })
  return eachResource(services, (resource, [section, name]) => {
    const [first, second] = [base, over].map((file) => child(child(file, section), name))
    const external = child(second, 'external') ?? child(first, 'external')
    const declared = external?.kind === 'scalar' ? atKey(resource, 'external', () => external) : resource
    return atKey(declared, 'labels', (merged) => mergedLabels(merged, section, [first, second]))
  })
}

function mergedLabels(merged: Node, section: Section, files: readonly (Node | undefined)[]): Node {
  const [one, other] = files.map((file) => child(file, 'labels'))
  if (one === undefined || other === undefined || other.tag === 'override') return other ?? one ?? merged
  const isMerged = (section === 'secrets' || section === 'configs') && one.kind === 'map' && other.kind === 'map'
  if (isMerged) return merged
  if (resources[section] === 'distinct') return listed(merged, [one, other])
  const items = [one, other].map((labels) => listed(labels, [labels]))
  return sequence(
    items.flatMap((labels) => (labels.kind === 'seq' ? labels.items : [])),
    other.at,
  )
}

/** The same for one service. */
export function withMergedService(service: Node, first: Node | undefined, second: Node | undefined): Node {
  const shaped = untouched.reduce((node, path) => {
    const [one, other] = [follow(first, path), follow(second, path)]
    if (one !== undefined && other !== undefined && other.tag !== 'override' && !replaced.has(path.join('.'))) {
      return dictionaries.has(path)
        ? change(node, path, (merged) => listed(merged, [unmarked(one, other), other]))
        : node
    }
    const written = other ?? one
    return written === undefined ? node : change(node, path, () => written)
  }, service)
  const ports = joined(child(first, 'ports'), child(second, 'ports'))
  return ports === undefined ? shaped : atKey(shaped, 'ports', () => ports)
}

/** What is left of a mapping before another one is laid on it. */
function unmarked(base: Node, over: Node): Node {
  if (base.kind !== 'map') return base
  const kept = [...base.entries].filter(([key]) => child(over, key)?.tag === undefined)
  return { ...base, entries: new Map(kept) }
}

/** Dependencies and ports in their long form with what is left out of them, which docker compose 2.40.3 adds without variables, too. */
export function withDefaults(model: Mapping): Mapping {
  return eachService(model, (service) =>
    atKey(atKey(service, 'ports', withPortDefaults), 'depends_on', (all) =>
      all.kind !== 'map'
        ? all
        : mapEntries(all, (one) => {
            if (one.kind !== 'map') return one
            const plain = plainDependency(one)
            return { ...one, entries: new Map([...plain.entries, ...one.entries]) }
          }),
    ),
  )
}

function joined(first: Node | undefined, second: Node | undefined): Node | undefined {
  if (second?.tag === 'override') return second
  if (first?.kind !== 'seq' || second?.kind !== 'seq') return first ?? second
  return sequence([...first.items, ...second.items], second.at)
}

function eachService(model: Mapping, pass: (service: Node, name: string) => Node): Mapping {
  return atKey(model, 'services', (services) =>
    services.kind === 'map' ? mapEntries(services, pass) : services,
  ) as Mapping
}

type Section = keyof typeof resources

function eachResource(model: Mapping, pass: (resource: Node, at: readonly [Section, string]) => Node): Mapping {
  return (Object.keys(resources) as Section[]).reduce<Node>(
    (whole, section) =>
      atKey(whole, section, (all) =>
        all.kind === 'map' ? mapEntries(all, (resource, name) => pass(resource, [section, name])) : all,
      ),
    model,
  ) as Mapping
}

function restore(node: Node, written: Node, path: readonly string[]): Node {
  const own = follow(written, path)
  return own === undefined ? node : change(node, path, () => (distinct.has(path) ? withoutRepeats(own) : own))
}

/** Of entries of one key the last counts. */
function withoutRepeats(node: Node): Node {
  if (node.kind !== 'seq') return node
  const items = new Map(node.items.map((item) => [item.kind === 'scalar' ? keyOf(scalarText(item)) : item, item]))
  return { ...node, items: [...items.values()] }
}

function keyOf(written: string): string {
  return written.split('=', 1)[0] ?? ''
}

function follow(node: Node | undefined, path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((at, key) => child(at, key), node)
}

function change(node: Node, [key, ...rest]: readonly string[], pass: (node: Node) => Node): Node {
  if (key === undefined) return pass(node)
  return atKey(node, key, (inner) => change(inner, rest, pass))
}

/** A merged dictionary as `K=V`, in the order of the two that were merged. */
function listed(node: Node, sources: readonly Node[]): Node {
  if (node.kind !== 'map') return node
  const items = [...new Set(sources.flatMap(keysIn))].flatMap((key) => {
    const value = child(node, key)
    if (value === undefined) return []
    const written = value.kind === 'scalar' && value.value !== null ? `${key}=${scalarText(value)}` : key
    return [text(written, value.at)]
  })
  return sequence(items, node.at)
}

/** Of a mapping docker compose 2.40.3 makes a sorted list. */
function keysIn(node: Node): readonly string[] {
  if (node.kind === 'map') return [...node.entries.keys()].sort()
  if (node.kind !== 'seq') return []
  return node.items.flatMap((item) => (item.kind === 'scalar' ? [keyOf(scalarText(item))] : []))
}
