import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { interpolate } from '../../attributes/grammar/interpolate.ts'
import { resolvePath } from '../../load/discover.ts'
import type { LoadWorld } from '../../load/options.ts'
import { isRemote } from '../../load/remote.ts'
import { ComposeError, createReport } from '../../source/diagnostic.ts'
import { sourceFile } from '../../source/file.ts'
import { child, type Node } from '../../source/node.ts'
import { parseYaml } from '../../source/parse.ts'
import { replaced, type Replacement } from './replace.ts'

/** A file that is published. */
export interface PublishedFile {
  /** The name under which others find it: its own for a file of the project, else one made of the hash of its path. */
  readonly name: string
  readonly path: string
  readonly role: 'project' | 'extended' | 'env'
  readonly text: string
  readonly documents: readonly Node[]
}

interface Gathering {
  readonly world: LoadWorld
  readonly variables: ReadonlyMap<string, string>
  /** What other files name, by path: in the order in which it is met. */
  readonly others: Map<string, { readonly name: string; readonly role: 'extended' | 'env' }>
}

/**
 * The files of a project as they are published (docker compose 2.40.3): names of extended files and env files are replaced
 * by hashes of their paths, and the files themselves come along; env files that need not exist may be missing.
 *
 * Throws a ComposeError for includes of local files, which no other machine has.
 */
export async function publishedFiles(
  project: {
    readonly files: readonly string[]
    readonly directory: string
    readonly environment: ReadonlyMap<string, string>
  },
  world: LoadWorld,
): Promise<readonly PublishedFile[]> {
  const gathering: Gathering = { world, variables: project.environment, others: new Map() }
  const own: PublishedFile[] = []
  for (const path of project.files) {
    if (path === '-')
      throw new Error('what standard input gives cannot be published: save it to a file and name that with -f')
    own.push(await readOne({ path, name: basename(path), role: 'project', folder: project.directory }, gathering))
  }
  const others: PublishedFile[] = []
  // The map grows while its files are read.
  for (const [path, { name, role }] of gathering.others) {
    if (role === 'extended') others.push(await readOne({ path, name, role, folder: dirname(path) }, gathering))
  }
  for (const [path, { name, role }] of gathering.others) {
    if (role === 'env' && (await world.exists(path)))
      others.push({ path, name, role, text: await world.readFile(path), documents: [] })
  }
  return [...own, ...others]
}

interface Reading extends Pick<PublishedFile, 'path' | 'name' | 'role'> {
  /** Where its relative paths begin. */
  readonly folder: string
}

async function readOne({ folder, ...file }: Reading, gathering: Gathering): Promise<PublishedFile> {
  const source = sourceFile(file.path, await gathering.world.readFile(file.path))
  const report = createReport()
  const documents = parseYaml(source, report)
  const replacements = documents.flatMap((document) => {
    if (file.role === 'project') refuseIncludes(document, report)
    const filled = interpolate(document, gathering.variables, createReport())
    return servicesOf(document).flatMap(([name, service]) =>
      referencesOf(service, child(child(filled, 'services'), name)).flatMap((reference) =>
        renamed(reference, folder, gathering),
      ),
    )
  })
  if (report.diagnostics.some(({ severity }) => severity === 'error')) throw new ComposeError(report.diagnostics)
  return { ...file, text: replaced(source.text, replacements), documents }
}

function refuseIncludes(document: Node, report: ReturnType<typeof createReport>): void {
  const include = child(document, 'include')
  const items = include?.kind === 'seq' ? include.items : []
  for (const item of items) {
    const path = item.kind === 'map' ? child(item, 'path') : item
    const paths = path?.kind === 'seq' ? path.items : path === undefined ? [] : [path]
    if (paths.every((it) => it.kind === 'scalar' && isRemote(String(it.value)))) continue
    report.error('remote', 'cannot publish compose file with local includes', {
      at: item.at,
      fix: 'list the file with -f beside the others, or publish it and include it by digest',
    })
  }
}

function servicesOf(document: Node): readonly (readonly [string, Node])[] {
  const services = child(document, 'services')
  return services?.kind === 'map' ? [...services.entries].map(([name, { node }]) => [name, node] as const) : []
}

interface Reference {
  readonly role: 'extended' | 'env'
  /** Where the path is written. */
  readonly written: Node
  /** The path with its variables filled in. */
  readonly path: string
}

function referencesOf(service: Node, filled: Node | undefined): readonly Reference[] {
  const base = pathAt(child(child(service, 'extends'), 'file'), child(child(filled, 'extends'), 'file'), 'extended')
  const [listed, values] = [service, filled].map((it) => itemsOf(child(it, 'env_file'))) as [
    readonly Node[],
    readonly Node[],
  ]
  return [...base, ...listed.flatMap((item, index) => pathAt(pathOf(item), pathOf(values[index]), 'env'))]
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node === undefined ? [] : node.kind === 'seq' ? node.items : [node]
}

function pathOf(item: Node | undefined): Node | undefined {
  return item?.kind === 'map' ? child(item, 'path') : item
}

function pathAt(written: Node | undefined, filled: Node | undefined, role: Reference['role']): readonly Reference[] {
  if (written?.kind !== 'scalar' || filled?.kind !== 'scalar' || typeof filled.value !== 'string') return []
  return isRemote(filled.value) ? [] : [{ role, written, path: filled.value }]
}

function renamed({ role, written, path }: Reference, folder: string, gathering: Gathering): readonly Replacement[] {
  const absolute = resolvePath(path, folder, gathering.world.home)
  const name = `${createHash('sha256').update(absolute).digest('hex')}.${role === 'env' ? 'env' : 'yaml'}`
  gathering.others.set(absolute, { name, role })
  return [{ at: written.at, text: name }]
}
