import { setTimeout as sleep } from 'node:timers/promises'
import { engineNow } from '../../engine/engine-now.ts'
import type { ContainerDetail, Engine } from '../../engine/port.ts'
import { steadyNow } from '../steady-now.ts'

/**
 * Databases that set themselves up (postgres, mysql, mongo) run a server for that which answers inside the container only,
 * and stop it again. A healthcheck that falls into that time succeeds, and whoever starts then finds no server. So a
 * container that declares TCP ports (`ports:`, `expose:`, or EXPOSE in its image) must also accept a connection on one of
 * them, at its own address, before muster calls it ready: whether its check has succeeded with muster or with the engine.
 */
export type Serving = 'yes' | 'no' | 'unknown'

/** Whether one of the container's ports accepts connections. `unknown` where there is no way from here to its network. */
export async function serving(detail: ContainerDetail, engine: Pick<Engine, 'reach'>): Promise<Serving> {
  if (detail.exposedPorts.length === 0) return 'yes'
  const ways = detail.addresses.flatMap((address) => detail.exposedPorts.map((port) => ({ address, port })))
  const reached = await Promise.all(ways.map(async ({ address, port }) => await engine.reach(address, port)))
  if (reached.includes('open')) return 'yes'
  return reached.includes('refused') ? 'no' : 'unknown'
}

/** The engine's own verdict is held back this long at most, milliseconds: a declared port need not be in use. */
const holdFor = 1_500

/** The same where a database may be setting itself up: on a busy machine that takes its time. */
const holdForSetup = 30_000

/** A container that has run this long is past its setting up, milliseconds. */
const settledAfter = 60_000

export interface Held {
  readonly engine: Pick<Engine, 'reach' | 'volumes' | 'containers' | 'version'>
  readonly now: () => number
  /** What the engine says of the container. */
  readonly called: 'healthy' | 'running'
}

/**
 * For a container that the engine has just called healthy or that has just started: waits a little until it serves, too.
 * Says whether it had to wait at all. Rejects when the signal aborts.
 */
export async function untilServing(
  detail: ContainerDetail,
  { called, ...held }: Held,
  signal: AbortSignal,
): Promise<'a while' | 'not at all'> {
  const { engine } = held
  const age = (await engineNow(held)) - Date.parse(detail.startedAt)
  if (age > settledAfter || (await serving(detail, engine)) !== 'no') return 'not at all'
  const until = steadyNow() + (called === 'healthy' && (await hasNewData(detail, engine)) ? holdForSetup : holdFor)
  do await sleep(50, undefined, { signal })
  while ((await serving(detail, engine)) === 'no' && steadyNow() < until)
  return 'a while'
}

/**
 * Whether the container sets its data up: a volume of it is about as young as its run, or files were made, since it runs,
 * at the top of a volume or host folder that was there before.
 */
async function hasNewData(
  { id, volumes, dataFolders, startedAt }: ContainerDetail,
  engine: Pick<Engine, 'volumes' | 'containers'>,
): Promise<boolean> {
  const began = Date.parse(startedAt)
  const found = await engine.volumes.named(volumes)
  if (found.some(({ created }) => created !== undefined && began - created * 1000 < settledAfter)) return true
  const looks = dataFolders.map(async (path) => await engine.containers.statPath(id, path).catch(() => undefined))
  return (await Promise.all(looks)).some((seen) => seen?.kind === 'folder' && seen.changedAt > began)
}
