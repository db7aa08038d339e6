import { load } from '../load/load.ts'
import { printProject } from '../model/print.ts'
import type { Project } from '../model/project.ts'
import { toYaml } from '../model/yaml.ts'
import { discreetly } from './execution/discreetly.ts'
import { doubts, withheld } from './publish/doubts.ts'
import { type PublishedFile, publishedFiles } from './publish/files.ts'
import { loadWorld } from './world/load-world.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface PublishOptions extends ProjectOptions {
  /** `registry/name:tag`. */
  readonly repository: string
  /** Absent: 1.1, or 1.0 where the registry takes nothing else. */
  readonly ociVersion?: '1.0' | '1.1'
  /** Whether env files go along. */
  readonly environment: 'send' | 'keep'
  /** Whether every image is pinned in a file of its own. */
  readonly digests: 'resolve' | 'leave'
  /** Asked about what may be for nobody else's eyes; resolves with whether to go on. Absent: everything may be published. */
  readonly agree?: (questions: readonly string[]) => Promise<boolean>
  /** `show`: nothing is sent. */
  readonly act: 'publish' | 'show'
}

/**
 * Sends the images that are built here, and the project itself as an OCI artifact (docker compose 2.40.3). Resolves with the
 * artifact's digest; undefined where nothing was sent. Throws a ComposeError or Error for what cannot be published, RegistryError
 * for what the registry refuses.
 */
export async function publish(options: PublishOptions, world: World): Promise<string | undefined> {
  const loading = loadWorld(world)
  const project = await load({ ...options, profiles: ['*'] }, loading)
  const files = await publishedFiles(project, loading)
  refuseUnnamed(project)
  if (options.agree !== undefined) {
    const questions = doubts(project, files, options.environment)
    if (questions.length > 0 && !(await options.agree(questions))) return undefined
    const reason = options.environment === 'keep' ? withheld(project, files) : undefined
    if (reason !== undefined) throw new Error(reason)
  }
  await pushImages(options, world)
  return await discreetly(project, world, async (quiet) => {
    const { repository: id, act } = options
    quiet.emit({ type: 'task', id, text: 'publishing', status: '', state: 'working', at: quiet.now() })
    try {
      const digest = act === 'show' ? undefined : await send(project, files, { options, world: quiet })
      quiet.emit({ type: 'task', id, text: 'published', status: '', state: 'done', at: quiet.now() })
      return digest
    } catch (error) {
      quiet.emit({ type: 'task', id, text: 'publishing', status: '', state: 'error', at: quiet.now() })
      throw error
    }
  })
}

function refuseUnnamed({ services }: Project): void {
  const unnamed = [...services.values()].filter(({ image, build }) => image === undefined && build !== undefined)
  if (unnamed.length === 0) return
  const list = unnamed.map(({ name }) => `- ${JSON.stringify(name)}`).join('\n')
  throw new Error(
    `your Compose stack cannot be published as it only contains a build section for service(s):\n${list}\nfix: give them \`image:\`, the name under which others pull them`,
  )
}

async function pushImages(options: PublishOptions, world: World): Promise<void> {
  if (options.act === 'show') return
  const { transfer } = await import('./transfer.ts')
  await transfer(
    { verb: 'push', failures: 'tolerated' },
    { ...options, profiles: ['*'], dependencies: 'follow' },
    world,
  )
}

interface Sending {
  readonly options: PublishOptions
  readonly world: World
}

async function send(project: Project, files: readonly PublishedFile[], { options, world }: Sending): Promise<string> {
  const [{ artifactName }, { openRepository }, { composeFileLayer, envFileLayer, pushArtifact }] = await Promise.all([
    import('../registry/artifact-name.ts'),
    import('../registry/client.ts'),
    import('../registry/push-artifact.ts'),
  ])
  const name = artifactName(options.repository)
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8')
  const layers = files.flatMap(({ role, name: file, text }) => {
    if (role !== 'env') return [composeFileLayer(file, bytes(text), role)]
    return options.environment === 'send' ? [envFileLayer(file, bytes(text))] : []
  })
  const pins =
    options.digests === 'resolve' ? [composeFileLayer('image-digests.yaml', bytes(await pinned(project, world)))] : []
  const to = await openRepository(name, {
    surroundings: world,
    actions: 'pull,push',
    insecure: options.insecureRegistries ?? [],
    signal: world.signal,
    onNote: (message) => world.emit({ type: 'warning', message }),
  })
  const created = `${new Date(world.now()).toISOString().slice(0, 19)}Z`
  const version = options.ociVersion === undefined ? {} : { version: options.ociVersion }
  return await pushArtifact(to, [...layers, ...pins], { ...version, created })
}

/** The file that gives each image its digest, as `config --lock-image-digests` prints it. */
async function pinned(project: Project, world: World): Promise<string> {
  const { onlyImages, pinImages } = await import('./config/pin-images.ts')
  const digestOf = async (reference: string): Promise<string> => await (await world.engine()).images.digest(reference)
  return toYaml(printProject(onlyImages(await pinImages(project, digestOf)), 'yaml')).replaceAll('$', '$$$$')
}
