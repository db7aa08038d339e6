import { createReadStream, promises as files, type Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { ContainerSummary, Engine } from '../engine/port.ts'
import { withServices } from '../model/no-such-service.ts'
import { type Arrangement, arrange, readEnd, renamed, splitPath } from './container/copy-place.ts'
import { chosen, serviceContainers } from './container/service-containers.ts'
import { asTask, onlySaid } from './execution/task.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface CopyOptions extends ProjectOptions {
  /** `SERVICE:PATH`, a path, or `-`. One of the two names a service. */
  readonly from: string
  readonly to: string
  /** The replica; 0: all of them when copying in, the first when copying out. */
  readonly index: number
  readonly oneOffs: 'include' | 'leave'
  readonly links: 'follow' | 'keep'
  readonly owners: 'kept' | 'root'
  readonly dryRun: boolean
  /** Takes the tar of a copy to `-`. */
  readonly writeOut: (tar: AsyncIterable<Uint8Array>) => Promise<void>
  /** The tar of a copy from `-`. */
  readonly standardInput: Readable
}

/** Copies between a service's containers and here, as `docker cp` does. */
export async function cp(options: CopyOptions, world: World): Promise<void> {
  const [from, to] = [readEnd(options.from), readEnd(options.to)]
  if (from.service !== '' && to.service !== '') throw new Error('copying between services is not supported')
  if (from.service === '' && to.service === '')
    throw Object.assign(new Error('unknown copy direction'), { fix: 'one of the two is `SERVICE:PATH`' })
  const { name: project, project: known } = await projectOrName(options, world)
  const engine = await world.engine()
  const service = from.service || to.service
  const containers = await chooseContainers({ project, service, options }, engine).catch((error: unknown) => {
    throw withServices(error, service, known)
  })
  const job: Job = { options, world, engine }
  if (from.service !== '') {
    const [first] = containers
    if (first !== undefined) await copyOut(first, { from: from.path, to: to.path }, job)
  } else {
    await copyIn(containers, { from: from.path, to: to.path }, job)
  }
}

interface Job {
  readonly options: CopyOptions
  readonly world: World
  readonly engine: Engine
}

interface Route {
  readonly from: string
  readonly to: string
}

async function chooseContainers(
  { project, service, options }: { readonly project: string; readonly service: string; readonly options: CopyOptions },
  engine: Engine,
): Promise<readonly ContainerSummary[]> {
  const { index, oneOffs } = options
  const found = await serviceContainers({ project, service }, engine)
  if (index > 0) return [chosen(found, { project, service, index })]
  const wanted = found.filter(({ oneOff }) => oneOffs === 'include' || !oneOff)
  if (wanted.length === 0) throw new Error(`no container found for service ${JSON.stringify(service)}`)
  return wanted
}

async function copyOut({ id, name }: ContainerSummary, { from, to }: Route, job: Job): Promise<void> {
  const { options, world, engine } = job
  const task = { id: name, text: `copy ${name}:${from} to ${to}`, working: 'Copying', done: 'Copied' }
  const work = async (): Promise<void> => {
    const target = to === '-' ? to : await outputPlace(to, world.cwd)
    if (options.dryRun) return
    const path = options.links === 'follow' ? await followed(engine, id, from) : from
    const { stat, tar } = await engine.containers.readArchive(id, path, world.signal)
    if (target === '-') return await options.writeOut(tar)
    const { notText, unpackInto } = await import('../engine/host/local-tar.ts')
    const there = await files.stat(target).catch(() => undefined)
    const kind = there && specialKind(there)
    if (kind !== undefined)
      throw new Error(
        `invalid output path: ${JSON.stringify(target)} must be a directory or a regular file, got a ${kind}`,
      )
    // A link is written through, as by docker cp.
    const real = there?.isFile() === true ? await files.realpath(target) : target
    const place = { path: keepEnd(to, real), exists: there !== undefined, folder: there?.isDirectory() === true }
    // The name that was asked for stays, wherever a link led to.
    const names = path === from ? [] : [{ from: splitPath(path).base, to: splitPath(from).base }]
    const { folder, rename } = arrange({ path: from, folder: stat.kind === 'folder' }, place)
    const steps = [...names, ...(rename === undefined ? [] : [rename])]
    const odd: string[] = []
    const left = (name: string, why: string): void => (
      leftOut(world)(name, why),
      void (why === notText && odd.push(name))
    )
    await unpackInto(folder, tar, { rename: renaming(steps), leftOut: left })
    if (odd.length > 0)
      throw Object.assign(new Error(`${odd.length} of the files could not be copied: a name is not UTF-8`), {
        fix: 'rename them in the container, or copy to `-` and unpack the tar yourself',
      })
  }
  await asTask(options.dryRun ? onlySaid(task) : task, work, world)
}

/** docker's words for what is never written over. */
function specialKind(there: Stats): string | undefined {
  if (there.isBlockDevice() || there.isCharacterDevice()) return 'device'
  if (there.isFIFO()) return 'named pipe'
  return there.isSocket() ? 'socket' : undefined
}

/** An absolute local path; its folder must be there. */
async function outputPlace(path: string, cwd: string): Promise<string> {
  const place = resolve(cwd, path)
  const folder = dirname(place)
  const stat = await files.stat(folder).catch(() => undefined)
  if (!stat?.isDirectory()) throw new Error(`invalid output path: directory ${JSON.stringify(folder)} does not exist`)
  return place
}

/** `resolve` drops a slash or dot at the end, which says that a folder is meant. */
function keepEnd(given: string, resolved: string): string {
  const end = /\/\.?$|^\.$/.exec(given)?.[0]
  return end === undefined ? resolved : `${resolved.replace(/\/$/, '')}/${end.includes('.') ? '.' : ''}`
}

/** What a link in a container leads to; any other path stays as it is. */
async function followed(engine: Engine, container: string, path: string): Promise<string> {
  const stat = await engine.containers.statPath(container, path)
  if (stat?.kind !== 'link') return path
  return stat.target.startsWith('/') ? stat.target : posix.join(splitPath(path).folder, stat.target)
}

async function copyIn(containers: readonly ContainerSummary[], { from, to }: Route, job: Job): Promise<void> {
  const { options, world } = job
  await using source = await sourceOf(from, containers.length, job)
  // Each is brought to its end, also where another fails: half a file is worse than none.
  const ends = await Promise.allSettled(
    containers.map(async (container) => {
      const text = `copy ${from} to ${container.name}:${to}`
      const task = { id: container.name, text, working: 'Copying', done: 'Copied' }
      const work = async (): Promise<void> => {
        if (!options.dryRun) await copyInto(container.id, to, { ...job, source })
      }
      await asTask(options.dryRun ? onlySaid(task) : task, work, world)
    }),
  )
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** What is copied in. */
interface Source extends AsyncDisposable {
  /** For a path: what is there. Undefined for `-`, whose tar goes into a folder as it is. */
  readonly path?: { readonly path: string; readonly folder: boolean }
  /** The tar, once for each container. */
  readonly tar: () => Promise<Readable>
}

async function sourceOf(from: string, uses: number, { options, world }: Job): Promise<Source> {
  if (from === '-') return uses === 1 ? streamed(options.standardInput) : await spooled(options.standardInput)
  const { packPath } = await import('../engine/host/local-tar.ts')
  const absolute = resolve(world.cwd, from)
  const stat = await files.lstat(absolute).catch(() => undefined)
  if (stat === undefined) throw new Error(`lstat ${absolute}: no such file or directory`)
  const follows = options.links === 'follow' || /\/\.?$/.test(from)
  const real = follows ? await files.realpath(absolute) : absolute
  const folder = (await files.lstat(real)).isDirectory()
  const { base } = splitPath(keepEnd(from, absolute))
  return {
    path: { path: keepEnd(from, absolute), folder },
    tar: () => Promise.resolve(packPath(real, base, leftOut(world))),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

function streamed(input: Readable): Source {
  return { tar: () => Promise.resolve(input), [Symbol.asyncDispose]: () => Promise.resolve() }
}

/** Standard input can be read once only, so it goes through a file where there are several replicas. */
async function spooled(input: Readable): Promise<Source> {
  const folder = await files.mkdtemp(join(tmpdir(), 'muster-cp-'))
  const file = join(folder, 'input.tar')
  await files.writeFile(file, input)
  return {
    tar: () => Promise.resolve(createReadStream(file)),
    [Symbol.asyncDispose]: async () => await files.rm(folder, { recursive: true, force: true }),
  }
}

async function copyInto(container: string, to: string, job: Job & { readonly source: Source }): Promise<void> {
  const { engine, options, source, world } = job
  const place = await insidePlace(engine, container, to)
  const { path } = source
  if (path === undefined && !place.folder) throw new Error(`destination ${JSON.stringify(to)} must be a directory`)
  const { folder, rename }: Arrangement = path === undefined ? { folder: place.path } : arrange(path, place)
  const { renameEntries } = await import('../engine/host/local-tar.ts')
  const tar = await source.tar()
  const sent = rename === undefined ? tar : renameEntries(tar, renaming([rename]))
  await engine.containers.writeArchive(container, folder, { tar: sent, owners: options.owners, signal: world.signal })
}

async function insidePlace(
  engine: Engine,
  container: string,
  to: string,
): Promise<{ readonly path: string; readonly exists: boolean; readonly folder: boolean }> {
  const path = await followed(engine, container, to)
  const stat = await engine.containers.statPath(container, path)
  if (stat?.kind === 'other') throw new Error(`destination ${JSON.stringify(to)} must be a directory or a regular file`)
  return { path, exists: stat !== undefined, folder: stat?.kind === 'folder' }
}

function leftOut({ emit }: World): (path: string, why: string) => void {
  return (path, why) => emit({ type: 'warning', message: `${path} is left out: ${why}` })
}

function renaming(steps: readonly NonNullable<Arrangement['rename']>[]): (name: string) => string {
  return (name) => steps.reduce((text, step) => renamed(text, step), name)
}
