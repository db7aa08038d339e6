import type { Mount } from '../../attributes/service/mount.ts'
import type { ContainerSummary, Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { imageName } from '../../model/names.ts'
import type { Project } from '../../model/project.ts'
import type { Observed } from '../../plan/observed.ts'
import type { Diagnostic } from '../../source/diagnostic.ts'
import { placeOf } from './finding.ts'
import { NotReady } from './preflight.ts'

interface Seen {
  readonly engine: Engine
  readonly project: Project
  readonly observed: Pick<Observed, 'containers'>
}

/** A folder of the host where a service keeps its data. */
interface DataFolder {
  readonly service: string
  readonly index: number
  readonly source: string
  readonly target: string
}

/**
 * Refuses to start a service of a copy in the data folder of another: two databases in one folder destroy it. Such a folder is one of the
 * host that is mounted, to be written, where the image declares a volume, and that a running container of another project has
 * mounted in the same place. Throws NotReady with all of them.
 */
export async function refuseSharedData({ engine, project, observed }: Seen): Promise<void> {
  const running = new Set(observed.containers.filter(({ state }) => state === 'running').map(({ service }) => service))
  const services = [...project.services.values()].filter(({ name }) => !running.has(name))
  const candidates = services.flatMap(({ name, volumes = [] }) =>
    volumes.flatMap((mount, i) => folderOf(name, mount, i)),
  )
  if (candidates.length === 0) return
  const others = await engine.containers.summaries([])
  const found: Diagnostic[] = []
  for (const folder of candidates) {
    const owner = others.find((other) => other.state === 'running' && has(other, folder, project.name))
    if (owner !== undefined && (await isVolume(folder, { engine, project })))
      found.push(refusal(folder, owner, project))
  }
  if (found.length > 0) throw new NotReady(found)
}

function folderOf(service: string, mount: Mount, index: number): readonly DataFolder[] {
  const { type, source, target, read_only: readOnly } = mount
  if (type !== 'bind' || source === undefined || target === undefined || readOnly === true) return []
  return [{ service, index, source, target }]
}

function has({ mounts, labels }: ContainerSummary, { source, target }: DataFolder, own: string): boolean {
  if (labels.get(label.project) === own) return false
  return mounts.some((mount) => mount.type === 'bind' && mount.source === source && mount.target === target)
}

/** What has to be pulled or built first is not known. */
async function isVolume(
  { service, target }: DataFolder,
  { engine, project }: Omit<Seen, 'observed'>,
): Promise<boolean> {
  const definition = project.services.get(service)
  const image = definition && (await engine.images.inspect(imageName(project, definition)).catch(() => undefined))
  return image?.volumes.includes(target) === true
}

function refusal(
  { service, index, source, target }: DataFolder,
  owner: ContainerSummary,
  project: Project,
): Diagnostic {
  const at = placeOf(project, ['services', service, 'volumes', index], 'source')
  return {
    severity: 'error',
    kind: 'shared-data',
    message: `${service}: container ${owner.name} keeps its data in ${source} (${target}), and this copy would write there, too`,
    notes: [],
    ...(at === undefined ? {} : { at }),
    fix: `use a named volume, of which each copy has its own, or stop it (docker stop ${owner.name})`,
  }
}
