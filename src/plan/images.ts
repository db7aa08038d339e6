import type { Service } from '../attributes/service.ts'
import { refreshInterval } from '../attributes/service/pull-policy.ts'
import { imageName } from '../model/names.ts'
import { suits } from '../model/platform.ts'
import { originOf, type Project } from '../model/project.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import { buildSpec } from './build-spec.ts'
import type { UpContext } from './context.ts'
import type { ObservedImage } from './observed.ts'
import type { UpPolicy } from './policy.ts'
import type { StepId } from './step.ts'

/** How a service comes by its image, or why it cannot. */
type Supply =
  | { readonly kind: 'there' }
  | { readonly kind: 'pull' | 'build' | 'pull-or-build'; readonly because: string }
  | { readonly kind: 'impossible'; readonly because: string; readonly fix: string }

/** Images that are neither there nor to be had. */
export function checkImages(context: UpContext): readonly Diagnostic[] {
  return [...context.project.services.values()].flatMap((service): Diagnostic[] => {
    const supply = supplyOf(service, context)
    if (supply.kind !== 'impossible') return []
    const at = originOf(context.project, ['services', service.name, 'pull_policy'])
    const message = `${service.name}: No such image: ${imageName(context.project, service)}: ${supply.because}`
    return [
      {
        severity: 'error',
        kind: 'image-missing',
        message,
        notes: [],
        fix: supply.fix,
        ...(at === undefined ? {} : { at }),
      },
    ]
  })
}

/** Pulls and builds what the services lack; each distinct image once. */
export function planImages(context: UpContext, services: readonly Service[]): void {
  for (const service of services) {
    const supply = supplyOf(service, context)
    if (supply.kind === 'there' || supply.kind === 'impossible') continue
    context.ready.images.set(service.name, supplyStep(service, supply.kind, { because: supply.because, context }))
  }
}

/** Services that have containers and whose image is pulled or built anew: only afterwards it shows whether they must be replaced. */
export function refreshingServices(context: UpContext): readonly Service[] {
  const { project, observed, policy } = context
  return [...project.services.values()].filter(
    (service) =>
      !policy.refreshed.has(service.name) &&
      observed.containers.some((container) => container.service === service.name && !container.oneOff) &&
      !['there', 'impossible'].includes(supplyOf(service, context).kind),
  )
}

interface Supplying {
  readonly because: string
  readonly context: UpContext
}

function supplyStep(
  service: Service,
  kind: 'pull' | 'build' | 'pull-or-build',
  { because, context }: Supplying,
): StepId {
  const { builder, project } = context
  const image = imageName(project, service)
  const wanted = service.platform ?? project.environment.get('DOCKER_DEFAULT_PLATFORM')
  const platform = wanted ? { platform: wanted } : {}
  const pull = (): StepId =>
    builder.once(`pull:${image}:${wanted ?? ''}`, () => ({
      action: {
        do: 'pull-image',
        image,
        service: service.name,
        ...platform,
        orElse: kind === 'pull' ? 'fail' : 'warn',
      },
      because,
    }))
  const by = service.build === undefined ? builderOf(image, project) : service
  if (kind === 'pull' || by?.build === undefined) return pull()
  const build = buildSpec(project, by, by.build)
  const after = kind === 'pull-or-build' ? [pull()] : []
  const when = kind === 'pull-or-build' ? 'absent' : 'always'
  return builder.once(`build:${image}`, () => ({ action: { do: 'build-image', image, build, when }, because, after }))
}

function supplyOf(service: Service, { project, observed, policy }: UpContext): Supply {
  const found = observed.images.get(imageName(project, service))
  const local = found !== undefined && isForeign(service, found) ? undefined : found
  if (policy.refreshed.has(service.name) && local !== undefined) return { kind: 'there' }
  const isOwn = project.copy?.tags.has(service.image ?? '') === true
  const rule = isOwn ? unpulled(ruleOf(service, project, policy)) : ruleOf(service, project, policy)
  if (service.build !== undefined && policy.build !== 'never') return withBuild(service, rule, { local, policy })
  if (isOwn && local === undefined) return builtByOther(service, project, policy)
  if (rule === 'never' || rule === 'build') return local === undefined ? impossible(service, rule) : { kind: 'there' }
  if (service.image === undefined) return local === undefined ? impossible(service, 'no-build') : { kind: 'there' }
  return pullable(rule, local, policy)
}

/** What only a copy builds under that name is not asked of any registry. */
function unpulled(rule: string): string {
  return rule === 'build' ? rule : 'never'
}

function builtByOther(service: Service, project: Project, policy: UpPolicy): Supply {
  const isBuilt = policy.build !== 'never' && builderOf(service.image, project) !== undefined
  return isBuilt ? { kind: 'build', because: 'not built yet' } : impossible(service, 'no-build')
}

function builderOf(image: string | undefined, { services }: Project): Service | undefined {
  return [...services.values()].find((it) => it.build !== undefined && it.image === image)
}

/** An image of another platform is as good as none. */
function isForeign({ platform }: Service, image: ObservedImage): boolean {
  return platform !== undefined && image.platform !== undefined && !suits(platform, image.platform)
}

/** The service's pull policy, unless the command line says otherwise: `--build` is for the services that are named. */
export function ruleOf(service: Service, project: Project, policy: UpPolicy): string {
  const named =
    policy.targets.length === 0 || policy.targets.includes(service.name) || !project.services.has(service.name)
  if (policy.build === 'always' && service.build !== undefined && named) return 'build'
  return policy.pull ?? service.pull_policy ?? 'missing'
}

interface Situation {
  readonly local: ObservedImage | undefined
  readonly policy: UpPolicy
}

function withBuild(service: Service, rule: string, { local, policy }: Situation): Supply {
  const stale = policy.stale.get(service.name)
  if (rule === 'build') {
    if (policy.fresh.has(service.name) && local !== undefined) return { kind: 'there' }
    const wish = policy.build === 'always' ? '--build' : 'pull_policy: build'
    return { kind: 'build', because: stale === undefined ? wish : `${wish}, ${stale}` }
  }
  if (stale !== undefined && local !== undefined) return { kind: 'build', because: stale }
  const pull =
    service.image === undefined || rule === 'never' ? { kind: 'there' as const } : pullable(rule, local, policy)
  if (pull.kind === 'pull') return { kind: 'pull-or-build', because: pull.because }
  return local === undefined ? { kind: 'build', because: 'not built yet' } : { kind: 'there' }
}

function pullable(rule: string, local: ObservedImage | undefined, policy: UpPolicy): Supply {
  if (local === undefined) return { kind: 'pull', because: 'missing locally' }
  if (rule === 'always') return { kind: 'pull', because: 'pull policy: always' }
  const interval = refreshInterval(rule)
  const age = (policy.now - (local.tagged ?? local.created ?? 0) * 1000) * 1e6
  return interval !== undefined && age > interval
    ? { kind: 'pull', because: `pull policy: ${rule}` }
    : { kind: 'there' }
}

function impossible(service: Service, rule: string): Supply {
  if (rule === 'never')
    return {
      kind: 'impossible',
      because: 'pull_policy is never',
      fix: 'pull the image yourself, or use `pull_policy: missing`',
    }
  if (rule === 'build')
    return {
      kind: 'impossible',
      because: 'pull_policy is build, but there is no build section',
      fix: 'add `build`, or use `pull_policy: missing`',
    }
  return {
    kind: 'impossible',
    because: 'it was not built yet',
    fix: `run without --no-build, or \`muster build ${service.name}\``,
  }
}
