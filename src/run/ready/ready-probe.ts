import { posix } from 'node:path'
import type { ReadyCondition } from '../../attributes/ready/condition.ts'
import { type ContainerDetail, type Engine, EngineError } from '../../engine/port.ts'
import type { Way } from '../../engine/reach/ways-to.ts'
import { Unseen } from './unseen.ts'

/** What a look at a condition has shown: it holds, or in words why not. */
export type Said =
  | { readonly holds: true }
  | { readonly holds: false; readonly because: string; readonly unreached?: true }

export interface Looking {
  readonly engine: Pick<Engine, 'address' | 'containers' | 'reach'>
  readonly signal: AbortSignal
}

type Tcp = Extract<ReadyCondition, { kind: 'tcp' }>
type Http = Extract<ReadyCondition, { kind: 'http' }>
type File = Extract<ReadyCondition, { kind: 'file' }>

const holds = { holds: true } as const

/** Looks once; what the engine cannot say just now does not hold. Throws Unseen where looking again is of no use. */
export async function lookAt(condition: Tcp | Http | File, detail: ContainerDetail, looking: Looking): Promise<Said> {
  try {
    return await seen(condition, detail, looking)
  } catch (error) {
    if (error instanceof EngineError) return { holds: false, because: error.message }
    throw error
  }
}

async function seen(condition: Tcp | Http | File, detail: ContainerDetail, looking: Looking): Promise<Said> {
  switch (condition.kind) {
    case 'tcp':
      return await lookAtPort(condition, await waysOf(detail, condition.port, looking), looking)
    case 'http':
      return await ask(condition, await waysOf(detail, condition.port, looking), looking)
    case 'file':
      return await lookAtFile(condition, detail, looking)
  }
}

async function waysOf(detail: ContainerDetail, port: number, { engine }: Looking): Promise<readonly Way[]> {
  const { waysTo } = await import('../../engine/reach/ways-to.ts')
  const first = waysTo(detail, port, engine.address)
  const found =
    first.kind === 'shared' ? waysTo(await engine.containers.inspect(first.container), port, engine.address) : first
  if (found.kind === 'ways') return found.ways
  const why = found.kind === 'none' ? found.why : 'its network is that of a container that shares another one'
  throw new Unseen(`port ${port} cannot be reached from here: ${why}`, unreachedFix)
}

const unreachedFix = 'publish the port, or wait for a line of its log or for a file instead'

async function lookAtPort({ port }: Tcp, ways: readonly Way[], { engine }: Looking): Promise<Said> {
  const { reachThrough } = await import('../../engine/reach/reach-through.ts')
  const reached = await Promise.all(
    ways.map(async (way) =>
      way.by === 'published' ? await reachThrough(way.address, way.port) : await engine.reach(way.address, way.port),
    ),
  )
  // The proxy of a published port says less than the container itself.
  const direct = reached.filter((_, i) => ways[i]?.by !== 'published')
  const known = direct.some((one) => one !== 'unreachable') ? direct : reached
  if (known.includes('open')) return holds
  if (known.includes('refused')) return { holds: false, because: `nothing listens on port ${port}` }
  return { holds: false, because: 'no way from here to the container', unreached: true }
}

async function ask(condition: Http, ways: readonly Way[], { signal }: Looking): Promise<Said> {
  const { httpAnswer } = await import('../../engine/reach/http-answer.ts')
  let said: Said = { holds: false, because: 'no way from here to the container', unreached: true }
  for (const { address, port } of ways) {
    const answer = await httpAnswer({ ...condition, address, port }, signal)
    if ('none' in answer) {
      if (answer.unreached !== true) said = { holds: false, because: answer.none }
    } else if (condition.status.some(([from, to]) => answer.status >= from && answer.status <= to)) return holds
    else said = { holds: false, because: `answered ${answer.status}` }
  }
  return said
}

async function lookAtFile({ path }: File, detail: ContainerDetail, { engine }: Looking): Promise<Said> {
  const hidden = hiddenFolder(path, detail)
  if (hidden !== undefined)
    throw new Unseen(
      `${path} cannot be seen from outside: ${hidden} is not part of the container's file system`,
      'let the program write the file elsewhere, or wait for a line of its log instead',
    )
  const found = await engine.containers.statPath(detail.id, path)
  return found === undefined ? { holds: false, because: 'not there yet' } : holds
}

/** What exists only inside of the running container: the engine's archive does not show it. */
function hiddenFolder(path: string, { raw }: ContainerDetail): string | undefined {
  const { HostConfig: config, Mounts: mounts } = raw as {
    readonly HostConfig?: { readonly Tmpfs?: Readonly<Record<string, string>> | null }
    readonly Mounts?: readonly { readonly Type?: string; readonly Destination?: string }[] | null
  }
  const temporary = (mounts ?? []).flatMap(({ Type, Destination = '' }) => (Type === 'tmpfs' ? [Destination] : []))
  const wanted = posix.normalize(path)
  return ['/proc', '/sys', '/dev', ...Object.keys(config?.Tmpfs ?? {}), ...temporary]
    .map((folder) => posix.normalize(folder).replace(/\/$/, ''))
    .find((folder) => wanted === folder || wanted.startsWith(`${folder}/`))
}
