import { isRemoteContext } from '../../attributes/service/build.ts'
import { imageName } from '../../model/names.ts'
import type { Origin } from '../../source/node.ts'
import type { Stage } from '../dockerfile.ts'
import { type Built, type Facts, type LintedService, placeOf } from '../facts.ts'
import { tagOf } from '../images.ts'
import type { Finding, Rule } from '../rule.ts'

/** What has no tag is `latest`, and `latest` is another image tomorrow. */
export const floatingTag: Rule = {
  kind: 'floating-tag',
  check: (facts) => {
    const built = builtImages(facts)
    return facts.services.flatMap((linted) => [
      ...inService(facts, linted, built),
      ...(linted.built === undefined ? [] : inDockerfile(linted.built, built)),
    ])
  },
}

/** Images that the project makes itself are as new as it is. */
function builtImages({ project, all }: Facts): ReadonlySet<string> {
  return new Set([...all.values()].filter(({ build }) => build !== undefined).map((one) => imageName(project, one)))
}

function inService(facts: Facts, { name, service }: LintedService, built: ReadonlySet<string>): readonly Finding[] {
  const { image, build } = service
  if (image === undefined || build !== undefined || built.has(image)) return []
  return floating(image, placeOf(facts, name, ['image']))
}

function inDockerfile({ dockerfile, build }: Built, built: ReadonlySet<string>): readonly Finding[] {
  const given = new Set(build.additional_contexts?.keys())
  return dockerfile.stages.flatMap((stage, index) => {
    const { image, imageAt } = stage
    if (image === undefined || image === 'scratch' || built.has(image) || given.has(image)) return []
    return isStage(image, dockerfile.stages.slice(0, index)) || isRemoteContext(image) ? [] : floating(image, imageAt)
  })
}

function isStage(image: string, before: readonly Stage[]): boolean {
  return before.some(({ name }) => name !== undefined && name === image.toLowerCase())
}

function floating(image: string, at: Origin | undefined): readonly Finding[] {
  const tag = tagOf(image)
  if (tag !== undefined && tag !== 'latest') return []
  const message = tag === undefined ? `${image} has no tag, which means latest` : `${image} is another image tomorrow`
  return [
    {
      message,
      at,
      fix: 'name a version, for instance the one that runs now; with a digest it stays the same to the byte',
    },
  ]
}
