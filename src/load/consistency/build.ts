import type { Build } from '../../attributes/service/build.ts'
import { asWritten } from '../as-written.ts'
import { type Checking, otherServices } from '../checking.ts'
import { meantService } from '../meant.ts'

/** One Dockerfile, contexts that can be built, and the service's own platform among those of its build. */
export function checkBuild(checking: Checking): void {
  const { build } = checking.service
  if (build === undefined) return
  checkDockerfile(build, checking)
  for (const [name, context] of build.additional_contexts ?? []) {
    if (context.startsWith('service:')) checkContext(name, context.slice('service:'.length), checking)
  }
  checkPlatform(build, checking)
}

function checkDockerfile(build: Build, { service, report, at }: Checking): void {
  if (build.dockerfile === undefined || build.dockerfile_inline === undefined) return
  report.error(
    'exclusive-keys',
    `service "${service.name}" declares mutually exclusive dockerfile and dockerfile_inline`,
    {
      ...at('build', 'dockerfile_inline'),
      notes: [{ message: 'the other one', ...at('build', 'dockerfile') }],
      fix: 'keep one of them',
    },
  )
}

/** A context that is the image of another service. */
function checkContext(name: string, target: string, checking: Checking): void {
  const { project, service, report, at } = checking
  const place = at('build', 'additional_contexts', name)
  const other = project.services.get(target)
  if (other === undefined) {
    report.error(
      'undefined-service',
      `service "${service.name}" declares unknown service "${asWritten(target, place.at)}" as additional contexts ${name}`,
      { ...place, ...meantService(target, otherServices(checking)) },
    )
  } else if (other.build === undefined) {
    report.error(
      'invalid-value',
      `service "${service.name}" declares non-buildable service "${target}" as additional contexts ${name}`,
      { ...place, fix: `give \`${target}\` a \`build:\`, or use docker-image://` },
    )
  }
}

function checkPlatform({ platforms }: Build, { service, report, at }: Checking): void {
  const { name, platform } = service
  if (platform === undefined || platforms === undefined || platforms.includes(platform)) return
  report.error(
    'invalid-value',
    `service "${name}": build.platforms must include the service's platform "${platform}"`,
    {
      ...at('build', 'platforms'),
      notes: [{ message: 'the platform', ...at('platform') }],
      fix: `add "${platform}" to build.platforms`,
    },
  )
}
