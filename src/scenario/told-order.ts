import { progressOf } from './progress-order.ts'

/** Puts lines of progress in an order that is always the same. Numbers volumes without a name as they come. */
export type Teller = (lines: readonly string[], order: readonly string[]) => readonly string[]

interface Told {
  readonly line: string
  /** What has to be the same for lines of the same moment, most significant first. */
  readonly key: readonly number[]
  readonly name: string
}

/**
 * Tells progress in the order in which a plan has it: what goes away, dependents first, then networks and volumes, then
 * containers that are made, then those that start, each when those it needs have started. Things that are done side by side
 * come one after the other, each thing's own lines as they came. `order` are names of containers without their numbers,
 * dependencies first.
 */
export function createTeller(): Teller {
  const numbers = new Map<string, number>()
  return (lines, order) => {
    const told: string[] = []
    let open: string[] = []
    const flush = (): void => {
      told.push(...sorted(open, order, numbers))
      open = []
    }
    for (const line of lines) {
      if (progressOf(line) === undefined) {
        flush()
        told.push(line)
      } else open.push(line)
    }
    flush()
    return told
  }
}

const kinds: readonly string[] = ['Image', 'Network', 'Volume', 'Secret', 'Config', 'Service', 'Container']

function sorted(lines: readonly string[], order: readonly string[], numbers: Map<string, number>): readonly string[] {
  const stages = new Map<string, { readonly stage: number; readonly round: number }>()
  const told = lines.flatMap((line): readonly Told[] => {
    const progress = progressOf(line)
    if (progress === undefined) return []
    const { kind, name, word } = progress
    const before = stages.get(`${kind} ${name}`) ?? { stage: 0, round: 0 }
    const stage = stageOf(kind, word)
    // What was done goes away again, in one command line: the next round.
    const round = before.round + (stage < before.stage ? 1 : 0)
    stages.set(`${kind} ${name}`, { stage, round })
    const place = kind === 'Container' ? placeOf(name, order) : kinds.indexOf(kind)
    const number = kind === 'Volume' ? numberOf(name, numbers) : 0
    const key = [round, stage, stage === going ? -place : place, number]
    return [{ line, key, name: number === 0 ? name : '' }]
  })
  // Sorting is stable: a thing's own lines stay as they came.
  return told.toSorted(compare).map(({ line }) => line)
}

function compare(a: Told, b: Told): number {
  const at = a.key.findIndex((value, index) => value !== b.key[index])
  if (at !== -1) return (a.key[at] ?? 0) - (b.key[at] ?? 0)
  return a.name.localeCompare(b.name, 'en', { numeric: true })
}

const going = 1

/** Words of docker compose 2.40.3 and of muster. */
function stageOf(kind: string, word: string): number {
  if (kind === 'Image') return 0
  const goes = /^(?:Stop|Kill|Remov)/.test(word)
  if (kind !== 'Container') return goes ? 2 : 3
  if (goes) return going
  return /^(?:Creat|Recreat|Running)/.test(word) ? 4 : 5
}

/** Where the container's service stands; those of no service that is known come last. */
function placeOf(container: string, order: readonly string[]): number {
  const known = order.findIndex((name) => container === name || isNumbered(container, name))
  return known === -1 ? order.length : known
}

function isNumbered(container: string, name: string): boolean {
  return container.startsWith(`${name}-`) && /^\d+$/.test(container.slice(name.length + 1))
}

/** Anonymous volumes have ids for names, which mean nothing; 0 for those with a name. */
function numberOf(volume: string, numbers: Map<string, number>): number {
  if (!/^(?:[0-9a-f]{12}|[0-9a-f]{64})$/.test(volume)) return 0
  const id = volume.slice(0, 12)
  const number = numbers.get(id) ?? numbers.size + 1
  numbers.set(id, number)
  return number
}
