import { refreshInterval } from '../attributes/pull-policy.ts'
import type { Service } from '../attributes/service.ts'
import { judgeBuild } from '../engine/build-records.ts'
import { imageName } from '../model/names.ts'
import { buildSpec } from '../plan/build-spec.ts'
import type { Sight } from './look.ts'
import type { World } from './world.ts'

/**
 * Finds services whose image was built by muster from something else than what is there now. They are built anew when that
 * was asked for, or when their `pull_policy` says that images grow old; else `up` names them. Costs nothing for projects
 * that build nothing; of a context only the files that look different are read.
 */
export async function withStale(sight: Sight, wish: 'rebuild' | 'tell', world: World): Promise<Sight> {
  const stale = new Map<string, string>()
  for (const service of sight.project.services.values()) {
    const found = await judge(service, sight, world)
    if (found === undefined) continue
    if (wish === 'rebuild' || found.growsOld) stale.set(service.name, found.because)
    else world.emit({ type: 'warning', message: told(service, found.because) })
  }
  return stale.size === 0 ? sight : { ...sight, policy: { ...sight.policy, stale } }
}

function told({ name }: Service, because: string): string {
  return `the image of ${name} is stale: ${because}; \`--rebuild-stale\` or \`--build\` builds it anew`
}

interface Found {
  readonly because: string
  /** Whether the service's `pull_policy` lets images grow old. */
  readonly growsOld: boolean
}

async function judge(service: Service, sight: Sight, world: World): Promise<Found | undefined> {
  const { project, observed, engine, policy } = sight
  const image = observed.images.get(imageName(project, service))
  const rule = policy.pull ?? service.pull_policy ?? 'missing'
  if (service.build === undefined || image === undefined || rule === 'build' || rule === 'always') return undefined
  const place = {
    surroundings: world,
    address: engine.address,
    find: (references: readonly string[]) => engine.images.find(references),
  }
  const judgement = await judgeBuild(buildSpec(project, service, service.build), image.id, place)
  if (judgement === undefined) return undefined
  const interval = refreshInterval(rule)
  const growsOld = interval !== undefined
  if (judgement.changes.length > 0) return { because: `changed: ${judgement.changes.join(', ')}`, growsOld }
  const old = interval !== undefined && service.image === undefined && (policy.now - judgement.built) * 1e6 > interval
  return old ? { because: `pull policy: ${rule}`, growsOld } : undefined
}
