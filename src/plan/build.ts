import type { Service } from '../attributes/service.ts'
import type { Build } from '../attributes/service/build.ts'
import type { Project } from '../model/project.ts'
import { buildSpec } from './build-spec.ts'
import { createBuilder } from './builder.ts'
import { pushedTags } from './push.ts'
import { planOfSteps } from './scene.ts'
import type { BuildSpec, Plan } from './step.ts'

/** What `build` was told. */
export interface BuildRequest {
  /** `--build-arg`; wins over the file. Null: the project's variable of that name, if there is one. */
  readonly args: ReadonlyMap<string, string | null>
  readonly cache: 'use' | 'ignore'
  /** `always`: also look for newer base images. */
  readonly bases: 'missing' | 'always'
  readonly push: 'no' | 'yes'
  /** `--provenance` and `--sbom`; win over the file. */
  readonly provenance?: string
  readonly sbom?: string
  /** `--ssh`: adds to the file. */
  readonly ssh?: ReadonlyMap<string, string>
  /** `--builder`. */
  readonly builder?: string
  /** `--memory` in bytes; the classic builder's limit. */
  readonly memory?: number
  /** `--check`: the Dockerfiles are only looked at. */
  readonly check?: boolean
}

/** What is built for the request, each image once; those that others take as contexts come along. */
export function requestedBuilds(project: Project, request: BuildRequest): readonly BuildSpec[] {
  const found = new Map<string, BuildSpec>()
  for (const service of project.services.values()) {
    if (service.build === undefined) continue
    const own = buildSpec(project, service, withRequest(service.build, request, project))
    const spec = requested(own, { request, service, build: service.build })
    if (!found.has(spec.name)) found.set(spec.name, spec)
  }
  return [...found.values()]
}

/** `build`: the images of all services that have a `build`, each once. */
export function planBuild(project: Project, request: BuildRequest): Plan {
  const builder = createBuilder()
  for (const build of requestedBuilds(project, request)) {
    const step = builder.add({
      action: { do: 'build-image', image: build.name, build, when: 'always' },
      because: request.check === true ? 'check' : 'build',
    })
    const service = project.services.get(build.service)
    if (request.push === 'no' || service === undefined || build.output !== undefined) continue
    for (const image of pushedTags(service))
      builder.once(`push:${image}`, () => ({
        action: { do: 'push-image', image, service: service.name },
        because: '--push',
        after: [step],
      }))
  }
  return planOfSteps('build', { project }, builder.steps)
}

interface Requested {
  readonly request: BuildRequest
  readonly service: Service
  readonly build: Build
}

/** An image of several platforms cannot be in an engine and pushed from there: the builder itself sends it. */
function requested(spec: BuildSpec, { request, service, build }: Requested): BuildSpec {
  const { platforms = [] } = build
  const { platform: _, ...rest } = spec
  const several = platforms.length > 1 ? { ...rest, platforms } : spec
  const pushed = request.push === 'yes' && platforms.length > 1 && service.image !== undefined
  return {
    ...several,
    ...(pushed ? { output: 'registry' as const } : {}),
    ...(request.check === true ? { output: 'check' as const } : {}),
    ...(request.args.size === 0 ? {} : { given: new Set(request.args.keys()) }),
    ...(request.builder === undefined ? {} : { builder: request.builder }),
    ...(request.memory === undefined ? {} : { memory: request.memory }),
  }
}

function withRequest(build: Build, request: BuildRequest, { environment }: Project): Build {
  const { args, cache, bases, provenance, sbom, ssh } = request
  const own = [...args].map(([key, value]) => [key, value ?? environment.get(key) ?? null] as const)
  return {
    ...build,
    ...(args.size === 0 ? {} : { args: new Map([...(build.args ?? []), ...own]) }),
    ...(cache === 'ignore' ? { no_cache: true } : {}),
    ...(bases === 'always' ? { pull: true } : {}),
    ...(provenance === undefined ? {} : { provenance }),
    ...(sbom === undefined ? {} : { sbom }),
    ...(ssh === undefined ? {} : { ssh: new Map([...(build.ssh ?? []), ...ssh]) }),
  }
}
