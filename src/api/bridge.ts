import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { load } from '../load/load.ts'
import type { LoadOptions } from '../load/options.ts'
import type { Project } from '../model/project.ts'
import { toYaml } from '../model/yaml.ts'
import { deployment } from './bridge/deployment.ts'
import { exposure } from './bridge/exposure.ts'
import { kubernetesName, labelsOf, type Manifest } from './bridge/names.ts'
import { stores } from './bridge/stores.ts'
import type { LoadAccess } from './world/load-world.ts'

/** What was made of a project, and what could not be. */
export interface Bridged {
  /** Text by path below the output folder. */
  readonly files: ReadonlyMap<string, string>
  readonly notes: readonly string[]
}

/**
 * The project as manifests for Kubernetes, in the layout of docker's compose-bridge: `base` with a kustomization, and over
 * it `overlays/desktop`, which publishes ports through load balancers. Needs neither an engine nor a transformer image.
 */
export async function bridge(options: LoadOptions, world: LoadAccess): Promise<Bridged> {
  const project = await load(options, world)
  const services = [...project.services.values()].filter(({ provider }) => provider === undefined)
  const manifests: readonly Manifest[] = [
    namespace(project),
    ...services.flatMap((service) => [deployment(service, project), ...exposure(service, project)]),
    ...(await stores(project, async (path) => await world.readFile(path))),
  ]
  const below = (folder: string): readonly string[] =>
    manifests.flatMap(({ path }) => (path.startsWith(folder) ? [path.slice(folder.length)] : [])).toSorted()
  const all = [
    ...manifests,
    kustomization('base', below('base/')),
    kustomization('overlays/desktop', ['../../base', ...below('overlays/desktop/')]),
  ]
  const files = new Map(all.map(({ path, content }) => [path, toYaml(content)]))
  return { files, notes: notesOf(project) }
}

/** Where manifests are written, and who hears of each file. */
export interface BridgeTarget {
  /** Relative ones start at the current folder. */
  readonly folder: string
  readonly onFile: (path: string) => void
  readonly act: 'write' | 'show'
}

/** Writes the manifests into a folder; those with secrets are for their owner alone. Rejects where they cannot be written. */
export async function writeBridged(
  { files }: Bridged,
  { folder, onFile, act }: BridgeTarget,
  { cwd }: Pick<LoadAccess, 'cwd'>,
): Promise<void> {
  for (const [path, text] of files) {
    onFile(join(folder, path))
    if (act === 'show') continue
    const file = resolve(cwd, folder, path)
    const mode = path.endsWith('-secrets.yaml') ? 0o600 : 0o644
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { mode })
    // One that was there before keeps its mode.
    if (mode === 0o600) await chmod(file, mode)
  }
}

function namespace({ name }: Project): Manifest {
  const own = kubernetesName(name)
  const content = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: own, labels: labelsOf(name) } }
  return { path: `base/0-${own}-namespace.yaml`, content }
}

function kustomization(folder: string, resources: readonly string[]): Manifest {
  const content = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }
  return { path: `${folder}/kustomization.yaml`, content }
}

function notesOf({ services }: Project): readonly string[] {
  return [...services.values()].flatMap((service) => [
    ...(service.build !== undefined && service.image === undefined
      ? [`${service.name}: its image is built here; push it under a name and say it in \`image\``]
      : []),
    ...((service.volumes ?? []).some(({ type }) => type === 'bind')
      ? [`${service.name}: folders of this host become hostPath volumes, which the nodes must have`]
      : []),
    ...((service.depends_on?.size ?? 0) > 0
      ? [`${service.name}: Kubernetes starts all at once; \`depends_on\` is not taken over`]
      : []),
    ...(service.provider === undefined ? [] : [`${service.name}: a provider has no counterpart, and is left out`]),
  ])
}
