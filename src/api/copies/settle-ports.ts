import { isSameMachine } from '../../engine/adapter/same-machine.ts'
import type { ContainerSummary } from '../../engine/port.ts'
import { holderOf, isTaken } from '../../engine/reach/host-ports.ts'
import { graphOf } from '../../graph/graph.ts'
import {
  type AssignedPort,
  type AssignedPorts,
  loopback,
  type PortWish,
  portWishes,
  withHostPorts,
} from '../../model/host-ports.ts'
import { label } from '../../model/labels.ts'
import type { Project } from '../../model/project.ts'
import { sha256 } from '../../model/sha256.ts'
import { UpFailed } from '../../plan/up-failed.ts'
import { NotReady } from '../../run/preflight/preflight.ts'
import type { Sight } from '../up/sight.ts'
import type { World } from '../world/world.ts'
import { changeKept, type KeptCopies, type KeptCopy, withoutStale } from './kept-ports.ts'

/**
 * A copy with a host port of its own for each that its files fix: those that it had, as far as nobody else has them now, and free
 * ones, which are kept for it from then on. Other musters choose others meanwhile.
 */
export async function settledPorts(sight: Sight, world: World): Promise<Sight> {
  const { project } = sight
  const wishes = ownWishes(project)
  if (project.copy === undefined || wishes.length === 0) return sight
  const settled = await settle({ sight, wishes, refused: new Set() }, 'ask', world)
  if (settled !== undefined) return settled
  // What seems to be somebody else's may be the copy's own, which another muster is just bringing up.
  using _held = await world.hold(project.name)
  return (await settle({ sight, wishes, refused: new Set() }, 'replace', world)) ?? sight
}

/** Of the services that take part; what the others had is kept for them. */
function ownWishes(project: Project): readonly PortWish[] {
  return portWishes(project).filter(({ service }) => project.services.has(service))
}

interface Settling {
  readonly sight: Sight
  readonly wishes: readonly PortWish[]
  readonly refused: ReadonlySet<number>
}

/** Undefined where ports would have to be replaced, and that is to be asked first. */
async function settle(
  { sight, wishes, refused }: Settling,
  taken: 'ask' | 'replace',
  world: World,
): Promise<Sight | undefined> {
  const { project, engine } = sight
  const [here, containers] = await Promise.all([isSameMachine(engine), engine.containers.summaries([])])
  let choice: Choice = { assigned: new Map(), chosen: [], replaced: [] }
  const choose = async (kept: KeptCopies): Promise<KeptCopies> => {
    choice = await choiceOf({ project, wishes, here, containers, refused }, kept)
    if (taken === 'ask' && choice.replaced.length > 0) return kept
    return withCopy(kept, { project, assigned: choice.assigned, containers, now: world.now() })
  }
  await changeKept(world, choose).catch(async (error: unknown) => {
    world.signal.throwIfAborted()
    await choose(new Map())
    const message = `the host ports of this copy cannot be kept, the next \`up\` may choose others: ${(error as Error).message}`
    world.emit({ type: 'warning', message })
  })
  if (taken === 'ask' && choice.replaced.length > 0) return undefined
  const said = [...choice.replaced, ...(project.copy?.ports === 'remembered' ? choice.chosen : [])]
  for (const message of said) world.emit({ type: 'notice', message })
  const settled = withHostPorts(project, choice.assigned)
  return { ...sight, project: settled, graph: graphOf(settled) }
}

/**
 * The sight with other host ports, where an `up` of a copy, which holds the project, failed for nothing but ports that somebody else
 * has; undefined for every other failure. `refused` are the ports of earlier failures, and gets those of this one.
 */
export async function withOtherPorts(
  error: unknown,
  sight: Sight,
  { world, refused }: { readonly world: World; readonly refused: Set<number> },
): Promise<Sight | undefined> {
  const taken = portsInTheWay(error)
  const own = new Set([...sight.project.services.values()].flatMap(({ ports = [] }) => ports.map((it) => it.published)))
  if (taken.length === 0 || !taken.every((port) => own.has(String(port)))) return undefined
  for (const port of taken) refused.add(port)
  return await settle({ sight, wishes: ownWishes(sight.project), refused }, 'replace', world)
}

/** Host ports that somebody else has, each for which a copy did not come up; 0 stands for another reason. A warning is none. */
export function portsInTheWay(error: unknown): readonly number[] {
  const refused = error instanceof NotReady ? error.diagnostics.filter(({ severity }) => severity === 'error') : []
  const found = error instanceof UpFailed ? error.failures : refused
  return found.map(({ kind, message }) =>
    kind === 'host-port' ? Number(/:(\d+) is already in use/.exec(message)?.[1] ?? 0) : 0,
  )
}

/** Forgets the ports of a copy that is gone for good. What cannot be forgotten now is when its folder is gone. */
export async function forgetPorts(project: string, world: World): Promise<void> {
  const forget = async (kept: KeptCopies): Promise<KeptCopies> =>
    await Promise.resolve(kept.has(project) ? new Map([...kept].filter(([name]) => name !== project)) : kept)
  await changeKept(world, forget).catch(() => undefined)
}

interface Search {
  readonly project: Project
  readonly wishes: readonly PortWish[]
  /** Whether the engine's ports are those of this machine, which can be tried. */
  readonly here: boolean
  readonly containers: readonly ContainerSummary[]
  /** Ports that the engine could not give. */
  readonly refused: ReadonlySet<number>
}

interface Choice {
  readonly assigned: AssignedPorts
  /** For people: what is new, and what has another port than before. */
  readonly chosen: readonly string[]
  readonly replaced: readonly string[]
}

async function choiceOf(search: Search, kept: KeptCopies): Promise<Choice> {
  const { project, wishes, here } = search
  const others = [...kept].filter(([name]) => name !== project.name)
  const reserved = new Set(others.flatMap(([, { ports }]) => [...ports.values()].map(({ port }) => port)))
  const before = kept.get(project.name)?.ports ?? new Map<string, AssignedPort>()
  const assigned = new Map(before)
  const [chosen, replaced]: [string[], string[]] = [[], []]
  for (const wish of wishes) {
    const had = before.get(wish.key)?.port ?? publishedBefore(search, wish)
    const obstacle = had === undefined ? undefined : await inTheWay(search, wish, had)
    const port = had !== undefined && obstacle === undefined ? had : await freeRow(search, wish, reserved)
    if (port === undefined) throw new Error(`no free host port is left from ${range.from} to ${range.to}`)
    if (had === undefined) chosen.push(chosenText(wish, port, here))
    else if (obstacle !== undefined) replaced.push(replacedText(wish, { had, port, by: obstacle }))
    assigned.set(wish.key, here ? { port, address: loopback } : { port })
    for (let offset = 0; offset < wish.count; offset++) reserved.add(port + offset)
  }
  return { assigned, chosen, replaced }
}

function replacedText(
  { service }: PortWish,
  { had, port, by }: { readonly had: number; readonly port: number; readonly by: string },
): string {
  return `${service}: host port ${had} of this copy is taken by ${by}: from now on it is ${port}`
}

/** `web: 8080:80 of the file is 127.0.0.1:20471 in this copy`. */
function chosenText({ service, key, count }: PortWish, port: number, here: boolean): string {
  const ports = count === 1 ? port : `${port}-${port + count - 1}`
  return `${service}:${key.slice(service.length)} of the file is ${here ? `${loopback}:` : 'host port '}${ports} in this copy`
}

/** Where a container of the copy publishes it: what was kept may be lost. */
function publishedBefore({ project, containers }: Search, { service, key, count }: PortWish): number | undefined {
  const target = Number(key.slice(key.lastIndexOf(':') + 1))
  const own = containers.filter((it) => it.service === service && it.labels.get(label.project) === project.name)
  const found = own.flatMap(({ ports }) => ports).find((it) => it.target === target && it.published >= range.from)
  return count === 1 && found !== undefined && found.published <= range.to ? found.published : undefined
}

/** Who has a port of the row, in words; undefined where nobody does but the copy itself. */
async function inTheWay(search: Search, wish: PortWish, first: number): Promise<string | undefined> {
  const { project, containers, here } = search
  for (const { port, protocol } of rowOf(wish, first)) {
    const owner = containers.find(({ ports }) => ports.some((it) => it.published === port && it.protocol === protocol))
    if (owner !== undefined && owner.labels.get(label.project) !== project.name) return `container ${owner.name}`
    if (owner !== undefined) continue
    const isFree = !search.refused.has(port) && !(here && (await isTaken({ address: loopback, port, protocol })))
    if (!isFree) return nameOf(here ? holderOf({ address: loopback, port, protocol }) : undefined)
  }
  return undefined
}

function nameOf(program: ReturnType<typeof holderOf>): string {
  return program === undefined ? 'another program' : `${program.name} (pid ${program.pid})`
}

/** Below those that kernels and engines give away by themselves, and below those of Kubernetes. */
const range = { from: 20_000, to: 29_999 }

/** The same ports each time for the same copy, as long as they are free. */
async function freeRow(search: Search, wish: PortWish, reserved: ReadonlySet<number>): Promise<number | undefined> {
  const size = range.to - range.from + 1
  const start = sha256(`${search.project.name} ${wish.key}`).readUInt32BE(0) % size
  for (let step = 0; step < size; step++) {
    const first = range.from + ((start + step) % size)
    if (first + wish.count - 1 > range.to) continue
    const row = rowOf(wish, first)
    if (row.some(({ port }) => reserved.has(port) || search.refused.has(port))) continue
    if (await isFreeRow(search, row)) return first
  }
  return undefined
}

async function isFreeRow({ here, containers }: Search, row: ReturnType<typeof rowOf>): Promise<boolean> {
  for (const { port, protocol } of row) {
    if (containers.some(({ ports }) => ports.some((it) => it.published === port))) return false
    if (here && (await isTaken({ address: loopback, port, protocol }))) return false
  }
  return true
}

function rowOf(
  { count, protocols }: PortWish,
  first: number,
): readonly { readonly port: number; readonly protocol: 'tcp' | 'udp' }[] {
  return Array.from({ length: count }, (_, offset) => first + offset).flatMap((port) =>
    protocols.map((protocol) => ({ port, protocol })),
  )
}

/** Milliseconds in which it is no news that a copy is in use. */
const hour = 3600 * 1000

interface Use {
  readonly project: Project
  readonly assigned: AssignedPorts
  readonly containers: readonly ContainerSummary[]
  readonly now: number
}

function withCopy(kept: KeptCopies, { project, assigned, containers, now }: Use): KeptCopies {
  const keep = project.copy?.ports ?? 'remembered'
  const entry = { directory: project.directory, keep, used: now, ports: assigned }
  const before = kept.get(project.name)
  if (before !== undefined && now - before.used < hour && isSame(before, entry)) return kept
  const running = new Set(containers.flatMap(({ labels }) => labels.get(label.project) ?? []))
  return new Map([...withoutStale(kept, { running, now }), [project.name, entry]])
}

function isSame(one: KeptCopy, other: KeptCopy): boolean {
  const text = ({ directory, keep, ports }: KeptCopy): string => JSON.stringify([directory, keep, ...ports])
  return text(one) === text(other)
}
