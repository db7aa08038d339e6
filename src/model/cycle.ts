import type { Diagnostic } from '../source/diagnostic.ts'
import { nodeAt, type Origin } from '../source/node.ts'
import { originOf, type Project } from './project.ts'

/** `from` needs `to`. */
interface Need {
  readonly from: string
  readonly to: string
}

/**
 * The first circle of dependencies among active services, as a path with the place of each of its steps; undefined when
 * there is none. Normalisation has put links, `network_mode: service:x` and the like into `depends_on`.
 */
export function dependencyCycle(project: Project): Diagnostic | undefined {
  const finished = new Set<string>()
  for (const name of [...project.services.keys()].sort()) {
    const cycle = cycleFrom(name, (from) => needsOf(from, project), finished)
    if (cycle !== undefined) {
      const place = (need: Need): Origin | undefined => placeOf(need, project)
      return diagnosticOf(cycle, { what: 'dependency cycle detected', place })
    }
  }
  return undefined
}

/** The same of the builds that the build of a service takes as contexts (`service:NAME`). */
export function contextCycle(project: Project, service: string): Diagnostic | undefined {
  const cycle = cycleFrom(service, (from) => contextsOf(from, project).map(([, to]) => to), new Set())
  if (cycle === undefined) return undefined
  const place = ({ from, to }: Need): Origin | undefined => {
    const [key = ''] = contextsOf(from, project).find(([, other]) => other === to) ?? []
    return originOf(project, ['services', from, 'build', 'additional_contexts', key])
  }
  return diagnosticOf(cycle, { what: 'builds take each other as contexts in a circle (cycle)', place })
}

function contextsOf(name: string, { services, disabled }: Project): readonly (readonly [key: string, name: string])[] {
  const { additional_contexts: contexts = new Map<string, string>() } =
    (services.get(name) ?? disabled.get(name))?.build ?? {}
  return [...contexts].flatMap(([key, value]) =>
    value.startsWith('service:') ? [[key, value.slice('service:'.length)] as const] : [],
  )
}

/** A walk in depth that keeps its own stack: chains of services may be longer than the stack of calls. */
function cycleFrom(
  start: string,
  needs: (name: string) => readonly string[],
  finished: Set<string>,
): readonly Need[] | undefined {
  const path = [{ name: start, left: [...needs(start)] }]
  const onPath = new Set([start])
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = finished.has(top.name) ? undefined : top.left.shift()
    if (next === undefined) {
      finished.add(top.name)
      onPath.delete(top.name)
      path.pop()
    } else if (onPath.has(next)) {
      const names = path.slice(path.findIndex(({ name }) => name === next)).map(({ name }) => name)
      return names.map((name, index) => ({ from: name, to: names[index + 1] ?? next }))
    } else {
      path.push({ name: next, left: [...needs(next)] })
      onPath.add(next)
    }
  }
  return undefined
}

function needsOf(name: string, { services }: Project): string[] {
  return [...(services.get(name)?.depends_on?.keys() ?? [])].filter((to) => services.has(to)).sort()
}

interface Told {
  readonly what: string
  readonly place: (need: Need) => Origin | undefined
}

function diagnosticOf(cycle: readonly Need[], { what, place }: Told): Diagnostic {
  const [first, ...rest] = cycle.map((need) => ({ need, at: place(need) }))
  const path = [...cycle.map(({ from }) => from), cycle[0]?.from].join(' -> ')
  return {
    severity: 'error',
    kind: 'dependency-cycle',
    message: `${what}: ${path}`,
    ...(first?.at === undefined ? {} : { at: first.at }),
    notes: rest.map(({ need, at }) => ({
      message: `${need.from} needs ${need.to} here`,
      ...(at === undefined ? {} : { at }),
    })),
    fix: 'remove one of these dependencies',
  }
}

/** The name in a list, or the key in a mapping. */
function placeOf({ from, to }: Need, project: Project): Origin | undefined {
  const path = ['services', from, 'depends_on']
  const needs = nodeAt(project.tree, path)
  return (needs?.kind === 'map' ? needs.entries.get(to)?.keyAt : undefined) ?? originOf(project, [...path, to])
}
