import { EngineError } from '../../engine/port.ts'
import { fullName, readReference } from '../../engine/reference.ts'
import type { Project } from '../../model/project.ts'
import { ComposeError, createReport } from '../../source/diagnostic.ts'
import { child, type Mapping, mapping, type Node, type Origin, text, withEntry } from '../../source/node.ts'

/** Digest of a full reference, for instance of `docker.io/library/redis:7-alpine`. Rejects with EngineError. */
export type DigestOf = (reference: string) => Promise<string>

interface Image {
  readonly text: string
  readonly at?: Origin
}

/**
 * The project with every image in full and with its digest, as docker compose 2.40.3 writes it:
 * `docker.io/library/redis:7-alpine@sha256:…`. Each image is asked for once, all at the same time.
 *
 * Throws a ComposeError with every image whose digest is not to be had.
 */
export async function pinImages(project: Project, digestOf: DigestOf): Promise<Project> {
  const services = [...project.services]
  const nodes = child(project.tree, 'services')
  const images = services.flatMap(([name, { image }]) => placed(image, child(child(nodes, name), 'image')))
  const pinned = await pinAll(images, digestOf)
  return {
    ...project,
    services: new Map(
      services.map(([name, service]) => {
        const image = pinned.get(service.image ?? '')
        return [name, image === undefined ? service : { ...service, image }]
      }),
    ),
  }
}

/** The same for a model that is not typed. An image with a variable in it has no digest. */
export async function pinTree(tree: Mapping, digestOf: DigestOf): Promise<Mapping> {
  const services = child(tree, 'services')
  if (services?.kind !== 'map') return tree
  const images = [...services.entries.values()].flatMap(({ node }) => {
    const image = child(node, 'image')
    return image?.kind === 'scalar' && typeof image.value === 'string' ? placed(image.value, image) : []
  })
  const pinned = await pinAll(images, digestOf)
  return withEntry(
    tree,
    'services',
    mapping(
      [...services.entries].map(([name, { node }]) => [name, pinnedService(node, pinned)]),
      services.at,
    ),
  )
}

/** Only the images of a project: the override file that `--lock-image-digests` makes. */
export function onlyImages(project: Project): Project {
  const nothing = new Map<string, never>()
  const bare = [...project.services].map(
    ([name, { image }]) => [name, image === undefined ? { name } : { name, image }] as const,
  )
  return {
    ...project,
    name: '',
    services: new Map(bare),
    networks: nothing,
    volumes: nothing,
    secrets: nothing,
    configs: nothing,
    models: nothing,
    extensions: nothing,
  }
}

/** The same for a model that is not typed. */
export function onlyImagesOfTree(tree: Mapping): Mapping {
  const services = child(tree, 'services')
  const all = services?.kind === 'map' ? [...services.entries] : []
  const bare = all.map(([name, { node }]): [string, Node] => {
    const image = child(node, 'image')
    return [name, mapping(image === undefined ? [] : [['image', image]], node.at)]
  })
  return mapping([['services', mapping(bare, tree.at)]], tree.at)
}

function placed(image: string | undefined, node: Node | undefined): readonly Image[] {
  if (image === undefined || image === '') return []
  return [{ text: image, ...(node === undefined ? {} : { at: node.at }) }]
}

function pinnedService(service: Node, pinned: ReadonlyMap<string, string>): Node {
  const image = child(service, 'image')
  const known = image?.kind === 'scalar' ? pinned.get(String(image.value)) : undefined
  return service.kind === 'map' && known !== undefined ? withEntry(service, 'image', text(known, service.at)) : service
}

async function pinAll(images: readonly Image[], digestOf: DigestOf): Promise<ReadonlyMap<string, string>> {
  const report = createReport()
  const once = remembered(digestOf)
  const distinct = new Map(images.map((image) => [image.text, image]))
  const pinned = await Promise.all(
    [...distinct.values()].map(async (image): Promise<[string, string][]> => {
      try {
        return [[image.text, await pin(image.text, once)]]
      } catch (error) {
        // With a cause the engine itself did not answer: nothing is known about any image.
        if (!(error instanceof EngineError) || error.status === undefined) throw error
        report.error('image-digest', `failed to resolve digest for ${image.text}: ${error.message}`, {
          ...(image.at === undefined ? {} : { at: image.at }),
          fix: 'check its name, log in with `docker login`, or leave the digests out',
        })
        return []
      }
    }),
  )
  if (report.diagnostics.length > 0) throw new ComposeError(report.diagnostics)
  return new Map(pinned.flat())
}

async function pin(image: string, digestOf: DigestOf): Promise<string> {
  const reference = readReference(image)
  const refused = (reason: string): EngineError => new EngineError(reason, { operation: 'pin images', status: 400 })
  if (reference === undefined) throw refused('it is an image id, which no registry knows')
  if (image.includes('$')) throw refused('it holds a variable; leave out --no-interpolate')
  const full = fullName(reference)
  return reference.digest === undefined ? `${full}@${await digestOf(full)}` : full
}

/** `busybox` and `busybox:latest` are one question. */
function remembered(digestOf: DigestOf): DigestOf {
  const answers = new Map<string, Promise<string>>()
  return async (reference) => {
    const answer = answers.get(reference) ?? digestOf(reference)
    answers.set(reference, answer)
    return await answer
  }
}
