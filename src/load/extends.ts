import { dirname } from 'node:path'
import { inside } from '../attributes/kinds/attribute.ts'
import type { Scope } from '../attributes/kinds/scope.ts'
import { serviceAttribute } from '../attributes/service.ts'
import { limits } from '../source/limits.ts'
import { child, type Mapping, type Node, type Origin, withEntry } from '../source/node.ts'
import { asWritten } from './as-written.ts'
import type { Reading } from './context.ts'
import { resolvePath } from './discover.ts'
import { withListsBelow } from './lone-texts.ts'
import { meantService } from './meant.ts'
import { pulledInBy } from './pulled-in-by.ts'
import { withMergedService } from './raw-forms.ts'
import { fetchIncluded, isRemote } from './remote.ts'
import { mapEntries, withoutResets, withoutTags, withResetsOf } from './sections.ts'

/** Gives the canonical model of a file that is extended from; undefined when it could not be read, which is reported. */
type ReadBase = (path: string, at: Origin) => Promise<Mapping | undefined>

interface Extending {
  readonly reading: Reading
  readonly scope: Scope
  /** Absolute folder against which `file:` resolves: that of the file in which it stands. */
  readonly directory: string
  readonly readBase: ReadBase
}

/** What applyExtends keeps besides: services that are complete already, by file and name. */
interface Extended extends Extending {
  readonly done: Map<string, Node>
}

/** A service on the way, and those that extend it. */
interface Visit {
  readonly name: string
  readonly services: Mapping
  readonly file: string
  readonly chain: readonly Link[]
}

interface Link {
  readonly file: string
  readonly name: string
  readonly at: Origin
}

/**
 * Every service that `extends` another one is laid on it (COMPOSE.md: extends). What comes from the base carries the place of
 * the `extends` in its origin. Cycles and missing bases are reported; such a service stays as it is, without `extends`.
 */
export async function applyExtends(file: Mapping, by: Extending): Promise<Mapping> {
  const services = child(file, 'services')
  if (services?.kind !== 'map') return file
  const merged = new Map<string, Node>()
  const done = new Map<string, Node>()
  for (const [name, entry] of services.entries) {
    merged.set(name, await extended({ name, services, file: entry.keyAt.file.path, chain: [] }, { ...by, done }))
  }
  return withEntry(
    file,
    'services',
    mapEntries(services, (node, name) => merged.get(name) ?? node),
  )
}

async function extended(visit: Visit, by: Extended): Promise<Node> {
  const key = JSON.stringify([visit.file, visit.name])
  const known = by.done.get(key)
  if (known !== undefined) return known
  const node = await completed(visit, by)
  by.done.set(key, node)
  return node
}

async function completed(visit: Visit, by: Extended): Promise<Node> {
  const own = child(visit.services, visit.name)
  const extension = child(own, 'extends')
  if (own?.kind !== 'map' || extension === undefined) return own ?? visit.services
  const alone = withEntry(own, 'extends', undefined)
  const target = extension.tag === 'reset' ? undefined : await targetOf(extension, visit, by)
  if (target === undefined) return alone
  const link: Link = { file: visit.file, name: visit.name, at: extension.at }
  if (closesCycle([...visit.chain, link], { file: target.path ?? visit.file, name: target.service }, by)) return alone
  if (isTooDeep(visit, extension, by)) return alone
  const base = await baseOf(target, { ...visit, chain: [...visit.chain, link] }, by)
  if (base?.kind !== 'map') {
    if (base !== undefined) requireMapping(base, target, by)
    return alone
  }
  if (isTooMuch(base, extension, by)) return alone
  // What the base resets is gone before anything is laid on it, and what it overrides are other values of its own.
  const pulled = pulledInBy(withoutTags(base), { kind: 'extends', at: extension.at })
  const scope = inside(inside(by.scope, 'services'), visit.name)
  return withResetsOf(alone, withoutResets(merged(pulled, alone, { ...by, scope })))
}

/** A base without content is none; anything else that is no mapping is a mistake. */
function requireMapping(base: Node, { service }: Target, { reading: { report } }: Extending): void {
  if (base.kind === 'scalar' && base.value === null) return
  report.error('wrong-type', `services.${service} must be a mapping`, { at: base.at })
}

function isTooDeep({ chain, name }: Visit, extension: Node, { reading }: Extending): boolean {
  if (chain.length < limits.extends) return false
  const message = `services.${name}.extends: at most ${limits.extends} services extend one another in a row`
  reading.report.error('too-large', message, { at: extension.at, fix: 'extend a service further down the chain' })
  return true
}

function isTooMuch(base: Node, extension: Node, { reading }: Extending): boolean {
  reading.spent.extended += sizeOf(base)
  if (reading.spent.extended <= limits.extended) return false
  const message = `the services of this project take over more than ${limits.extended} values by extends`
  reading.report.error('too-large', message, { at: extension.at, fix: 'extend smaller services, or fewer times' })
  return true
}

function sizeOf(node: Node): number {
  if (node.kind === 'scalar') return 1
  const below = node.kind === 'seq' ? node.items : [...node.entries.values()].map((entry) => entry.node)
  return below.reduce((sum, item) => sum + sizeOf(item), 1)
}

function merged(written: Node, own: Node, { scope, reading }: Extending): Node {
  // Paths are resolved already, and a relative folder (`--no-path-resolution`) would come twice.
  const kept: Scope = { ...scope, paths: 'keep' }
  const base = withListsBelow(written, own)
  if (reading.options.interpolate !== false) {
    return serviceAttribute.merge(base === written ? base : serviceAttribute.canonical(base, kept), own, scope)
  }
  const [first, second] = [base, own].map((node) => serviceAttribute.canonical(node, kept)) as [Node, Node]
  return withMergedService(serviceAttribute.merge(first, second, scope), base, own)
}

interface Target {
  readonly service: string
  readonly path?: string
  /** The scalar that names the service. */
  readonly at: Origin
  readonly pathAt: Origin
}

async function targetOf(extension: Node, visit: Visit, by: Extending): Promise<Target | undefined> {
  if (extension.kind === 'scalar' && typeof extension.value === 'string') {
    return { service: extension.value, at: extension.at, pathAt: extension.at }
  }
  const service = child(extension, 'service')
  if (service?.kind !== 'scalar' || typeof service.value !== 'string') {
    by.reading.report.error('missing-key', `extends.${visit.name}.service is required`, {
      at: (service ?? extension).at,
      path: ['services', visit.name, 'extends'],
      fix: 'name the service to extend with `service:`',
    })
    return undefined
  }
  const file = child(extension, 'file')
  const named = { service: service.value, at: service.at, pathAt: file?.at ?? service.at }
  if (file?.kind !== 'scalar' || typeof file.value !== 'string') return named
  if (isRemote(file.value)) {
    const path = await fetchIncluded(file.value, file.at, by.reading)
    return path === undefined ? undefined : { ...named, path }
  }
  return { ...named, path: resolvePath(file.value, by.directory, by.scope.home) }
}

function closesCycle(
  chain: readonly Link[],
  next: { readonly file: string; readonly name: string },
  by: Extending,
): boolean {
  const start = chain.findIndex((link) => link.file === next.file && link.name === next.name)
  if (start === -1) return false
  const cycle = chain.slice(start)
  const [first, ...rest] = cycle
  // Met once from each of its services, and from each that extends one of them.
  const known = by.reading.report.diagnostics.some(
    (it) =>
      it.kind === 'extends-cycle' && cycle.some(({ at }) => it.at === at || it.notes.some((note) => note.at === at)),
  )
  if (first === undefined || known) return true
  const path = [...cycle.map((link) => link.name), next.name].join(' -> ')
  by.reading.report.error('extends-cycle', `services extend each other in a circle (cycle): ${path}`, {
    at: first.at,
    notes: rest.map((link) => ({ message: `${link.name} extends the next one here`, at: link.at })),
    fix: 'remove one of these extends',
  })
  return true
}

async function baseOf(target: Target, visit: Visit, by: Extended): Promise<Node | undefined> {
  if (target.path === undefined) return localBase(target, visit, by)
  const file = await by.readBase(target.path, target.pathAt)
  if (file === undefined) return undefined
  const services = child(file, 'services')
  const found = services?.kind === 'map' ? services : undefined
  const elsewhere = { ...visit, services: found ?? { ...file, entries: new Map() }, file: target.path }
  return localBase(target, elsewhere, { ...by, directory: dirname(target.path) })
}

async function localBase(target: Target, visit: Visit, by: Extended): Promise<Node | undefined> {
  const named = child(visit.services, target.service)
  if (named !== undefined) {
    const base = await extended({ ...visit, name: target.service }, by)
    noteBase(named, visit, by)
    return base
  }
  const user = visit.chain.at(-1)?.name ?? visit.name
  by.reading.report.error(
    'undefined-service',
    `cannot extend service "${user}" in ${asWritten(visit.file, target.path === undefined ? undefined : target.pathAt)}: service "${asWritten(target.service, target.at)}" not found`,
    {
      at: target.at,
      path: ['services', user, 'extends'],
      ...meantService(
        target.service,
        [...visit.services.entries.keys()].filter((name) => name !== user || target.path !== undefined),
      ),
    },
  )
  return undefined
}

/** The base as it stands in its file, under the service that in the end extends it. */
function noteBase(base: Node, { chain }: Visit, { reading }: Extending): void {
  const [first] = chain
  const last = chain.at(-1)
  if (reading.options.trace === undefined || first === undefined || last === undefined || base.kind !== 'map') return
  const tree = withEntry(base, 'extends', undefined)
  reading.options.trace.layers.push({ kind: 'extended', path: ['services', first.name], tree, by: last.at })
}
