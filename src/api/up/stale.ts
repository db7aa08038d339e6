import type { Service } from '../../attributes/service.ts'
import { refreshInterval } from '../../attributes/service/pull-policy.ts'
import { judgeBuild } from '../../engine/build/build-records.ts'
import { label } from '../../model/labels.ts'
import { imageName } from '../../model/names.ts'
import { buildSpec } from '../../plan/build-spec.ts'
import { ruleOf } from '../../plan/images.ts'
import type { World } from '../world/world.ts'
import type { Sight } from './sight.ts'

/**
 * Finds services whose image was built by muster from something else than what is there now. They are built anew when that
 * was asked for, or when their `pull_policy` says that images grow old; else `up` names them. Those that a build would make
 * again as they are need not be built where everything should be. Costs nothing for projects that build nothing; of a context only the files that look different are read.
 */
export async function withStale(sight: Sight, wish: 'rebuild' | 'tell', world: World): Promise<Sight> {
  const stale = new Map<string, string>()
  const fresh = new Set<string>()
  for (const service of sight.project.services.values()) {
    const found = await judge(service, sight, world)
    if (found === 'same') fresh.add(service.name)
    else if (found === undefined) continue
    else if (wish === 'rebuild' || found.rebuild === 'yes') stale.set(service.name, found.because)
    else world.emit({ type: 'warning', message: told(service, found.because) })
  }
  return { ...sight, policy: { ...sight.policy, stale, fresh } }
}

function told({ name }: Service, because: string): string {
  return `the image of ${name} is stale: ${because}; \`--rebuild-stale\` or \`--build\` builds it anew`
}

interface Found {
  readonly because: string
  /** Whether it is built anew by what was asked for, or by the service's `pull_policy`, which lets images grow old. */
  readonly rebuild: 'yes' | 'if-wished'
}

/** `same`: a build would certainly make the image that is there. Undefined where nothing is known, or nobody wants to know. */
async function judge(service: Service, sight: Sight, world: World): Promise<Found | 'same' | undefined> {
  const { project, observed, engine, policy } = sight
  const image = observed.images.get(imageName(project, service))
  const rule = ruleOf(service, project, policy)
  if (service.build === undefined || image === undefined || rule === 'always' || policy.pull === 'always')
    return undefined
  const place = {
    surroundings: world,
    address: engine.address,
    find: (references: readonly string[]) => engine.images.find(references),
  }
  const judgement = await judgeBuild(buildSpec(project, service, service.build), image.id, place)
  if (judgement === undefined) return undefined
  const interval = refreshInterval(rule)
  const rebuild = interval !== undefined || rule === 'build' ? 'yes' : 'if-wished'
  if (judgement.changes.length > 0) return { because: `changed: ${judgement.changes.join(', ')}`, rebuild }
  const old = interval !== undefined && service.image === undefined && (policy.now - judgement.built) * 1e6 > interval
  if (old) return { because: `pull policy: ${rule}`, rebuild }
  // The labels say whose image it is: another project may have built it under the same name.
  return judgement.same && image.labels.get(label.project) === project.name ? 'same' : undefined
}
