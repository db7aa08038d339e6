import type { Build } from '../attributes/build.ts'
import type { Project } from '../model/project.ts'
import { createBuilder } from './builder.ts'
import { buildSpec } from './build-spec.ts'
import { pushedTags } from './push.ts'
import { planOfSteps } from './scene.ts'
import type { Plan } from './step.ts'

export interface BuildRequest {
  /** `--build-arg`; wins over the file. Null: the project's variable of that name, if there is one. */
  readonly args: ReadonlyMap<string, string | null>
  readonly cache: 'use' | 'ignore'
  /** `always`: also look for newer base images. */
  readonly bases: 'missing' | 'always'
  readonly push: 'no' | 'yes'
}

/** `build`: the images of all services that have a `build`, each once. */
export function planBuild(project: Project, request: BuildRequest): Plan {
  const builder = createBuilder()
  for (const service of project.services.values()) {
    if (service.build === undefined) continue
    const build = buildSpec(project, service, withRequest(service.build, request, project))
    const step = builder.once(`build:${build.name}`, () => ({
      action: { do: 'build-image', image: build.name, build, when: 'always' },
      because: 'build',
    }))
    if (request.push === 'no') continue
    for (const image of pushedTags(service))
      builder.once(`push:${image}`, () => ({
        action: { do: 'push-image', image, service: service.name },
        because: '--push',
        after: [step],
      }))
  }
  return planOfSteps('build', { project }, builder.steps)
}

function withRequest(build: Build, { args, cache, bases }: BuildRequest, { environment }: Project): Build {
  const own = [...args].map(([key, value]) => [key, value ?? environment.get(key) ?? null] as const)
  return {
    ...build,
    ...(args.size === 0 ? {} : { args: new Map([...(build.args ?? []), ...own]) }),
    ...(cache === 'ignore' ? { no_cache: true } : {}),
    ...(bases === 'always' ? { pull: true } : {}),
  }
}
