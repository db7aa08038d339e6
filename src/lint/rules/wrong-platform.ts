import type { Stage } from '../dockerfile.ts'
import { finalStage, type Facts, type LintedService, placeOf } from '../facts.ts'
import type { Finding, Rule } from '../rule.ts'

/** A Dockerfile that says for itself what it is built for is not built for what the service wants. */
export const wrongPlatform: Rule = {
  kind: 'wrong-platform',
  check: (facts) => facts.services.flatMap((linted) => inService(facts, linted)),
}

function inService(facts: Facts, { name, service, built }: LintedService): readonly Finding[] {
  const final = built === undefined ? undefined : finalStage(built)
  if (built === undefined || final === undefined) return []
  const wanted = service.build?.platforms ?? (service.platform === undefined ? [] : [service.platform])
  const base = built.chain[0] ?? final
  const { platform } = base
  const other = platform === undefined ? undefined : wanted.find((one) => !fits(platform, one))
  if (platform === undefined || other === undefined) return []
  const path = service.build?.platforms === undefined ? ['platform'] : ['build', 'platforms']
  const at = placeOf(facts, name, path)
  return [
    {
      message: `the base is for ${shown(platform)}, and services.${name} wants ${other}`,
      at: platformPlace(base),
      notes: at === undefined ? [] : [{ message: `${other} is wanted here`, at }],
      fix: 'leave `--platform` out of the stage that becomes the image: it is then built for what is wanted',
    },
  ]
}

function platformPlace({ from, imageAt }: Stage): Stage['imageAt'] {
  return from.flagAt.get('platform') ?? imageAt
}

/** `$TARGETPLATFORM` is what is wanted; `$BUILDPLATFORM` is that of the builder. */
function fits(platform: string, wanted: string): boolean {
  if (/^\$\{?TARGETPLATFORM\}?$/.test(platform)) return true
  if (platform.startsWith('$')) return !/^\$\{?BUILDPLATFORM\}?$/.test(platform)
  const [os, architecture, variant] = normal(platform)
  const [wantedOs, wantedArchitecture, wantedVariant] = normal(wanted)
  if (os !== wantedOs || architecture !== wantedArchitecture) return false
  return variant === undefined || wantedVariant === undefined || variant === wantedVariant
}

const names: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
])

/** `arm64` alone is of Linux, and goes by two names. */
function normal(platform: string): readonly string[] {
  const parts = platform.toLowerCase().split('/')
  const [os = '', architecture = '', ...variant] = parts.length === 1 ? ['linux', ...parts] : parts
  const named = names.get(architecture) ?? architecture
  return [os, named, ...variant.filter((one) => !(named === 'arm64' && one === 'v8'))]
}

function shown(platform: string): string {
  return platform.startsWith('$') ? 'the platform of the builder' : platform
}
