import { imageName } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import { createBuilder } from './builder.ts'
import type { ObservedImage } from './observed.ts'
import { planOfSteps } from './scene.ts'
import type { Plan } from './step.ts'

/** What `pull` was told. */
export interface PullRequest {
  /** `--policy`; wins over each service's `pull_policy`. */
  readonly policy?: string
  /** Images that can be built, too. */
  readonly buildable: 'pull' | 'leave'
  /** Those of the project's images that the engine has, by reference. */
  readonly images: ReadonlyMap<string, ObservedImage>
}

/** A plan, and the services for which it does nothing. */
export interface Transfers {
  readonly plan: Plan
  readonly skipped: readonly { readonly service: string; readonly because: string }[]
}

/** The images of which a pull has to know whether the engine has them: a look takes as long as the engine has many. */
export function imagesLookedFor(project: Project, { policy }: Pick<PullRequest, 'policy'>): readonly string[] {
  return [...project.services.values()]
    .filter(({ pull_policy }) => leavesWhatIsThere(policy ?? pull_policy ?? ''))
    .map((service) => imageName(project, service))
}

function leavesWhatIsThere(policy: string): boolean {
  return policy === 'missing' || policy === 'if_not_present'
}

/** `pull`: each distinct image once. Each goes on when another one fails. */
export function planPull(project: Project, request: PullRequest): Transfers {
  const builder = createBuilder()
  const skipped: { service: string; because: string }[] = []
  for (const service of project.services.values()) {
    const { name, image, platform = project.environment.get('DOCKER_DEFAULT_PLATFORM') } = service
    const because = reasonToSkip(service, project, request)
    if (because !== undefined || image === undefined) {
      skipped.push({ service: name, because: because ?? '' })
      continue
    }
    builder.once(`pull:${image}`, () => ({
      action: {
        do: 'pull-image',
        image: imageName(project, service),
        service: name,
        ...(platform ? { platform } : {}),
        orElse: 'fail',
      },
      because: 'pull',
      onFailure: 'go-on',
    }))
  }
  return { plan: planOfSteps('pull', { project }, builder.steps), skipped }
}

type Pulled = NonNullable<ReturnType<Project['services']['get']>>

/** In docker compose's words (2.40.3); an empty one where it gives none. */
function reasonToSkip(
  { image, build, pull_policy }: Pulled,
  { copy }: Project,
  request: PullRequest,
): string | undefined {
  if (image === undefined) return 'No image to be pulled'
  const policy = request.policy ?? pull_policy ?? ''
  if (policy === 'never' || policy === 'build') return ''
  const there = request.images.has(image) && !isLatest(image)
  if (leavesWhatIsThere(policy) && there) return 'Image is already present locally'
  if (copy?.tags.has(image) === true) return 'Image can be built'
  return build !== undefined && request.buildable === 'leave' ? 'Image can be built' : undefined
}

/** `latest` may always be another one by now. */
function isLatest(image: string): boolean {
  if (image.includes('@')) return false
  const tag = /:([^/:]+)$/.exec(image)?.[1]
  return tag === undefined || tag === 'latest'
}
