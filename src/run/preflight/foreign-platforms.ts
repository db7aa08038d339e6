import type { Service } from '../../attributes/service.ts'
import type { EngineInfo } from '../../engine/engine-info.ts'
import { partsOf } from '../../model/platform.ts'
import type { Project } from '../../model/project.ts'
import type { Diagnostic } from '../../source/diagnostic.ts'
import { finding, placeOf } from './finding.ts'

/** What runs programs: an engine, and which emulators its machine has; undefined where that cannot be seen from here. */
export interface Runner extends Pick<EngineInfo, 'os' | 'architecture' | 'operatingSystem'> {
  readonly emulators: ReadonlySet<string> | undefined
}

/** The platform that a service is to run on, where somebody says it. */
export function wantedPlatform({ platform }: Service, { environment }: Project): string | undefined {
  return platform ?? (environment.get('DOCKER_DEFAULT_PLATFORM') || undefined)
}

/**
 * Warnings for services whose platform the engine's machine does not run by itself, and, as far as can be seen, with no emulator either.
 * Never more than a warning: an emulator may be there all the same, and an image may say a platform that its programs are not for.
 */
export function foreignPlatforms(
  services: readonly Service[],
  project: Project,
  runner: Runner,
): readonly Diagnostic[] {
  return services.flatMap((service): Diagnostic[] => {
    const wanted = wantedPlatform(service, project)
    const { architecture } = wanted === undefined ? {} : partsOf(wanted)
    if (wanted === undefined || architecture === undefined || runs(architecture, runner)) return []
    const { name } = service
    const own = `${runner.os}/${runner.architecture}`
    const seen = runner.emulators === undefined ? 'unless it has an emulator' : 'and it has no emulator for it'
    const message = `${name}: platform ${wanted} is not the engine's (${own}), ${seen}: programs for it end with "exec format error"`
    return [
      finding('foreign-platform', message, {
        severity: 'warning',
        at: placeOf(project, ['services', name], 'platform'),
        fix: `leave \`platform\` out or write ${own}, if the image is there for it; or install an emulator on the engine's machine (QEMU in binfmt_misc, for instance \`docker run --privileged --rm tonistiigi/binfmt --install ${architecture}\`)`,
      }),
    ]
  })
}

/** Engines in a virtual machine of a desktop bring emulators along. */
const equipped = /^(Docker Desktop|OrbStack|Rancher Desktop)/

function runs(wanted: string, { architecture, operatingSystem, emulators }: Runner): boolean {
  if (architecture === '' || wanted === architecture || equipped.test(operatingSystem)) return true
  return narrower.get(architecture) === wanted || emulators?.has(wanted) === true
}

/** Processors of 64 bits run programs for their predecessors; of some of ARM's that is not so. */
const narrower: ReadonlyMap<string, string> = new Map([
  ['amd64', '386'],
  ['arm64', 'arm'],
])
