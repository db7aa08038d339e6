import type { Service } from '../attributes/service.ts'
import type { Project } from '../model/project.ts'
import { createBuilder } from './builder.ts'
import type { Transfers } from './pull.ts'
import { planOfSteps } from './scene.ts'

/** `push`: the images that are built here and have a name of their own, with all their tags. */
export function planPush(project: Project): Transfers {
  const builder = createBuilder()
  const skipped: { service: string; because: string }[] = []
  for (const service of project.services.values()) {
    const tags = pushedTags(service)
    if (tags.length === 0) skipped.push({ service: service.name, because: '' })
    for (const image of tags)
      builder.once(`push:${image}`, () => ({
        action: { do: 'push-image', image, service: service.name },
        because: 'push',
        onFailure: 'go-on',
      }))
  }
  return { plan: planOfSteps('push', { project }, builder.steps), skipped }
}

/** What of a service can go to a registry. */
export function pushedTags({ image, build }: Service): readonly string[] {
  return build === undefined || image === undefined ? [] : [...new Set([image, ...(build.tags ?? [])])]
}
