import { closeSync, constants, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AssignedPorts } from '../model/host-ports.ts'
import { stateFolder } from './state-folder.ts'
import type { World } from './world.ts'

/** The host ports of one copy. */
interface KeptCopy {
  /** The folder of its project: once it is gone, so is what is kept. */
  readonly directory: string
  readonly keep: 'remembered' | 'fresh'
  /** Milliseconds since the epoch: the last `up`. */
  readonly used: number
  readonly ports: AssignedPorts
}

/** By project name. */
type KeptCopies = ReadonlyMap<string, KeptCopy>

type Owner = Pick<World, 'env' | 'home'>

/** The host ports that a copy was given earlier. Where nothing can be read, none. */
export function keptPorts(owner: Owner, project: string): AssignedPorts {
  return read(fileOf(owner)).get(project)?.ports ?? new Map()
}

function fileOf(owner: Owner): string {
  return join(stateFolder(owner), 'copies', 'ports.json')
}

/** What is not there, broken, a link or somebody else's counts as empty. */
function read(path: string): KeptCopies {
  if (!existsSync(path)) return new Map()
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      return parsed(JSON.parse(readFileSync(fd, 'utf8')))
    } finally {
      closeSync(fd)
    }
  } catch {
    return new Map()
  }
}

function parsed(document: unknown): KeptCopies {
  const copies = listIn(document, 'copies').flatMap((entry): [string, KeptCopy][] => {
    const { name, directory, keep, used } = entry
    if (typeof name !== 'string' || typeof directory !== 'string' || typeof used !== 'number') return []
    const ports = new Map(listIn(entry, 'ports').flatMap(assignment))
    return [[name, { directory, used, keep: keep === 'fresh' ? 'fresh' : 'remembered', ports }]]
  })
  return new Map(copies)
}

function assignment({ key, port, address }: Record<string, unknown>): [string, { port: number; address?: string }][] {
  const isPort = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536
  if (typeof key !== 'string' || !isPort) return []
  return [[key, { port, ...(typeof address === 'string' ? { address } : {}) }]]
}

function listIn(value: unknown, key: string): readonly Record<string, unknown>[] {
  const list = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  if (!Array.isArray(list)) return []
  return list.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
}
