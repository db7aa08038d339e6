import type { Diagnostic } from '../source/diagnostic.ts'
import { nodeAt } from '../source/node.ts'
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
    const cycle = cycleFrom(name, project, finished)
    if (cycle !== undefined) return diagnosticOf(cycle, project)
  }
  return undefined
}

/** A walk in depth that keeps its own stack: chains of services may be longer than the stack of calls. */
function cycleFrom(start: string, project: Project, finished: Set<string>): readonly Need[] | undefined {
  const path = [{ name: start, left: needsOf(start, project) }]
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
      path.push({ name: next, left: needsOf(next, project) })
      onPath.add(next)
    }
  }
  return undefined
}

function needsOf(name: string, { services }: Project): string[] {
  return [...(services.get(name)?.depends_on?.keys() ?? [])].filter((to) => services.has(to)).sort()
}

function diagnosticOf(cycle: readonly Need[], project: Project): Diagnostic {
  const [first, ...rest] = cycle.map((need) => ({ need, ...placeOf(need, project) }))
  const path = [...cycle.map(({ from }) => from), cycle[0]?.from].join(' -> ')
  return {
    severity: 'error',
    kind: 'dependency-cycle',
    message: `dependency cycle detected: ${path}`,
    ...(first?.at === undefined ? {} : { at: first.at }),
    notes: rest.map(({ need, ...place }) => ({ message: `${need.from} needs ${need.to} here`, ...place })),
    fix: 'remove one of these dependencies',
  }
}

/** The name in a list, or the key in a mapping. */
function placeOf({ from, to }: Need, project: Project): Pick<Diagnostic, 'at'> {
  const path = ['services', from, 'depends_on']
  const needs = nodeAt(project.tree, path)
  const at = (needs?.kind === 'map' ? needs.entries.get(to)?.keyAt : undefined) ?? originOf(project, [...path, to])
  return at === undefined ? {} : { at }
}
