import type { Service } from '../attributes/service.ts'
import type { Build } from '../attributes/service/build.ts'
import { originOf, type Project } from '../model/project.ts'
import type { Origin, Path } from '../source/node.ts'
import type { Dockerfile, Stage } from './dockerfile.ts'

/** What the rules are asked about, read beforehand: they look at nothing else. */
export interface Facts {
  readonly project: Project
  /** The services that are looked at, those of profiles that are off among them. */
  readonly services: readonly LintedService[]
  /** Every service of the project. */
  readonly all: ReadonlyMap<string, Service>
  /** Absolute paths of bind mounts that lead to nothing. */
  readonly missing: ReadonlySet<string>
}

export interface LintedService {
  readonly name: string
  readonly service: Service
  /** Absent where nothing is built, and where the Dockerfile cannot be read: that is the matter of a build. */
  readonly built?: Built
}

/** How an image is built. */
export interface Built {
  readonly build: Build
  readonly dockerfile: Dockerfile
  /** The stage that becomes the image, and before it those that it starts from. */
  readonly chain: readonly Stage[]
  /** What lies at the top of the context, goes to the builder, and should be in no image: `.git`, `.env`. */
  readonly leaking: readonly string[]
  readonly hasIgnoreFile: boolean
}

/** Where a value of a service stands, or what is nearest to it. */
export function placeOf(facts: Facts, name: string, path: Path): Origin | undefined {
  return originOf(facts.project, ['services', name, ...path])
}

/** Every active service, and every one of a profile that is off. */
export function servicesOf(project: Project): ReadonlyMap<string, Service> {
  return new Map([...project.services, ...project.disabled])
}

/** The stage that becomes the image. */
export function finalStage({ chain }: Built): Stage | undefined {
  return chain.at(-1)
}
