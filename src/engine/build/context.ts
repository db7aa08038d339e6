import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { isRemoteContext } from '../../attributes/service/build.ts'
import type { BuildSpec } from '../../plan/step.ts'
import { unlessAbsent } from '../host/unless-absent.ts'
import { EngineError } from '../port.ts'
import { type Ignore, ignoring, patternsIn } from './dockerignore.ts'

/** What goes to the builder, before anything is read but the Dockerfile. */
export interface BuildContext {
  readonly folder: string
  readonly entries: readonly ContextEntry[]
  /** Files that are not in the folder: an inline Dockerfile or one from elsewhere, and the rules that hide it from COPY. */
  readonly extra: readonly { readonly path: string; readonly content: string }[]
  /** Path of the Dockerfile in the context. */
  readonly dockerfile: string
  /** Its text, to find the line of a failing step. */
  readonly dockerfileText: string
  /** For messages: the path as the user knows it. */
  readonly dockerfileName: string
  /** The address of a context that the engine fetches itself; nothing else is sent then. */
  readonly remote?: string
}

export type Builder = 'classic' | 'buildkit'

export interface ContextEntry {
  /** Within the context, with slashes. */
  readonly path: string
  readonly kind: 'file' | 'directory' | 'symlink'
  readonly mode: number
  readonly mtime: Date
  /** The same, with fractions. */
  readonly mtimeMs: number
  readonly size: number
  readonly link?: string
}

/**
 * Walks the context by `<Dockerfile>.dockerignore`, or else `.dockerignore`. The Dockerfile goes along whatever the
 * patterns say. The classic builder hides it from COPY where they exclude it, and gets the patterns for that; BuildKit
 * does not look at them in a context that comes as a stream (Engine 20.10 and 28). Rejects with EngineError on what is missing.
 */
export async function readContext(build: BuildSpec, builder: Builder): Promise<BuildContext> {
  const folder = build.context
  if (isRemoteContext(folder)) return remoteContext(build)
  const dockerfile = await findDockerfile(build)
  const patterns = await ignorePatterns(folder, dockerfile.absolute, build)
  const needed = dockerfile.inside ?? nameFor(dockerfile.text)
  const entries = await walkContext(folder, readRules(patterns, build), [needed])
  const file = dockerfile.inside === undefined ? [{ path: needed, content: dockerfile.text }] : []
  const extra = builder === 'classic' ? [...file, hiding(patterns, file, entries)] : file
  return {
    folder,
    entries: entries.filter(({ path }) => !extra.some((other) => other.path === path)),
    extra,
    dockerfile: needed,
    dockerfileText: dockerfile.text,
    dockerfileName: dockerfile.name,
  }
}

function remoteContext({ context, dockerfile = 'Dockerfile' }: BuildSpec): BuildContext {
  const nothing = { entries: [], extra: [], dockerfileText: '' }
  return { ...nothing, folder: context, remote: atHead(context), dockerfile, dockerfileName: dockerfile }
}

/** The classic builder takes `master` of a git repository where no branch is named, BuildKit what the repository calls its own. */
function atHead(address: string): string {
  const [, repository = address, branch, folder = ''] = /^([^#]*)(?:#([^:]*)(:.*)?)?$/.exec(address) ?? []
  const isGit = /^(git:\/\/|github\.com\/|git@)|^https?:.*\.git$/.test(repository)
  return isGit && !branch ? `${repository}#HEAD${folder}` : address
}

/**
 * Whether steps would see the Dockerfile although the context does not have it: it comes from elsewhere, or the patterns
 * exclude it. Only of interest where a step reads the context. False for what cannot be read: the build itself says so.
 */
export async function showsForeignDockerfile(build: BuildSpec): Promise<boolean> {
  try {
    const { absolute, inside, text } = await findDockerfile(build)
    if (!/^\s*(ONBUILD\s+)?(COPY|ADD)\b|--mount=/im.test(text)) return false
    if (inside === undefined) return true
    return readRules(await ignorePatterns(build.context, absolute, build), build).excludes(inside)
  } catch {
    return false
  }
}

/** The text of the Dockerfile, the rules of its context, and those of further folders. Rejects as `readContext` does. */
export async function dockerfileAndRules(build: BuildSpec): Promise<{
  readonly text: string
  readonly ignore: Ignore
  readonly rules: (folder: string) => Promise<Ignore>
}> {
  const { text, absolute } = await findDockerfile(build)
  const rules = async (folder: string): Promise<Ignore> =>
    readRules(await ignorePatterns(folder, undefined, build), build)
  return { text, ignore: readRules(await ignorePatterns(build.context, absolute, build), build), rules }
}

/** The name follows from the content, so that an unchanged build finds its cache. */
function nameFor(text: string): string {
  return `.dockerfile.${createHash('sha256').update(text).digest('hex').slice(0, 20)}`
}

function hiding(
  patterns: readonly string[],
  file: readonly { readonly path: string }[],
  entries: readonly ContextEntry[],
): { readonly path: string; readonly content: string } {
  const own = entries.some(({ path }) => path === '.dockerignore') ? [] : ['.dockerignore']
  const lines = [...patterns, ...file.map(({ path }) => path), ...own]
  return { path: '.dockerignore', content: lines.map((line) => `${line}\n`).join('') }
}

/** The rules by which files of a build's context are left out. Rejects with EngineError on what is no pattern. */
export async function contextIgnore(build: BuildSpec): Promise<Ignore> {
  return readRules(await ignorePatterns(build.context, build.dockerfile, build), build)
}

export interface Dockerfile {
  readonly text: string
  readonly name: string
  readonly absolute?: string
  /** Path within the context, when it is there. */
  readonly inside?: string
}

/** Where the Dockerfile is and what it says. Rejects as `readContext` does. */
export async function findDockerfile(build: BuildSpec): Promise<Dockerfile> {
  const { context, inline } = build
  const found = await stat(context)
    .catch(unlessAbsent)
    .catch((cause: NodeJS.ErrnoException) => {
      throw failed(build, `the build context ${context} cannot be read: ${cause.message}`)
    })
  if (!found?.isDirectory())
    throw failed(build, `the build context ${context} ${found ? 'is not a folder' : 'does not exist'}`)
  if (inline !== undefined) return { text: inline, name: 'dockerfile_inline' }
  const absolute = build.dockerfile ?? join(context, 'Dockerfile')
  const text = await readFile(absolute, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why =
      cause.code === 'ENOENT'
        ? 'does not exist'
        : cause.code === 'EISDIR'
          ? 'is a folder'
          : `cannot be read: ${cause.message}`
    throw failed(build, `the Dockerfile ${absolute} ${why}`)
  })
  const path = relative(context, absolute)
  const outside = path === '..' || path.startsWith(`..${sep}`)
  const linked = (await lstat(absolute)).isSymbolicLink()
  return { text, name: path, absolute, ...(!outside && !linked && { inside: path.split(sep).join('/') }) }
}

async function ignorePatterns(folder: string, dockerfile: string | undefined, build: BuildSpec): Promise<string[]> {
  const own = dockerfile === undefined ? undefined : await readOptional(`${dockerfile}.dockerignore`, build)
  return patternsIn(own ?? (await readOptional(join(folder, '.dockerignore'), build)) ?? '')
}

function readRules(patterns: readonly string[], build: BuildSpec): Ignore {
  try {
    return ignoring(patterns)
  } catch (error) {
    throw failed(build, `.dockerignore: ${(error as Error).message}`)
  }
}

/** The text of a file that need not be there. Rejects with EngineError on one that cannot be read. */
export async function readOptional(path: string, build: BuildSpec): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw failed(build, `${path} cannot be read: ${(error as Error).message}`)
  }
}

/** In the order of names, so that the same folder is the same stream. A folder that is let in only in part comes, too. */
export async function walkContext(
  root: string,
  ignore: Ignore,
  always: readonly string[] = [],
): Promise<readonly ContextEntry[]> {
  const visit = async (folder: string): Promise<ContextEntry[]> => {
    const names = (await readdir(join(root, folder))).toSorted(byBytes)
    const found: ContextEntry[] = []
    for (const name of names) found.push(...(await look(folder === '' ? name : `${folder}/${name}`)))
    return found
  }
  const look = async (path: string): Promise<ContextEntry[]> => {
    const needed = always.includes(path)
    const excluded = !needed && ignore.excludes(path)
    const leadsToNeeded = always.some((other) => other.startsWith(`${path}/`))
    if (excluded && !ignore.mayLetIn(path) && !leadsToNeeded) return []
    const entry = await entryIn(root, path)
    if (!entry) return []
    if (entry.kind !== 'directory') return excluded ? [] : [entry]
    const inside = await visit(path)
    return excluded && inside.length === 0 ? [] : [entry, ...inside]
  }
  return visit('')
}

/** As Go sorts texts, which tells from JavaScript's order only where there are characters beyond the first 65,536. */
function byBytes(a: string, b: string): number {
  if (/[\ud800-\udfff]/.test(a + b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : Number(a > b)
}

/** What lies there; undefined for sockets, FIFOs and devices, which have no place in an image. */
export async function entryAt(root: string, path: string): Promise<ContextEntry | undefined> {
  const found = await lstat(join(root, path))
  const shared = { path, mode: found.mode & 0o7777, mtime: found.mtime, mtimeMs: found.mtimeMs }
  if (found.isDirectory()) return { ...shared, kind: 'directory', size: 0 }
  if (found.isSymbolicLink()) return { ...shared, kind: 'symlink', size: 0, link: await readlink(join(root, path)) }
  return found.isFile() ? { ...shared, kind: 'file', size: found.size } : undefined
}

/** The same; undefined, too, for what was removed since its folder was read. Rejects for a name that is no text. */
async function entryIn(root: string, path: string): Promise<ContextEntry | undefined> {
  try {
    return await entryAt(root, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    if (!path.includes('\u{fffd}')) return undefined
    const place = join(root, path)
    throw new Error(
      `the name of ${place} is not UTF-8, which builders do not take: rename it, or name it in .dockerignore`,
      {
        cause: error,
      },
    )
  }
}

function failed(build: BuildSpec, message: string): EngineError {
  return new EngineError(message, { operation: `build ${build.service}` })
}
