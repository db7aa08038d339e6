import type { Transfer } from '../api/transfer.ts'
import { booleanOf } from './flag-value.ts'
import { UsageError } from './usage-error.ts'

/** The flags of `build` that decide what is asked of the engine. */
export interface BuildFlags {
  readonly 'build-arg': readonly string[]
  readonly builder: string | undefined
  readonly check: boolean
  readonly memory: string | undefined
  readonly 'no-cache': boolean
  readonly print: boolean
  readonly provenance: string | undefined
  readonly pull: boolean
  readonly push: boolean
  readonly sbom: string | undefined
  readonly ssh: string | undefined
}

/**
 * The flags as what is to be built. A bare `--build-arg KEY` means the variable.
 * Throws UsageError for what muster does not do; that nothing is attested is what it does.
 */
export function buildRequest(flags: BuildFlags): Extract<Transfer, { verb: 'build' }> {
  refuseUnsupported(flags)
  checkMemory(flags.memory ?? '')
  const args = flags['build-arg'].map((arg): [string, string | null] => {
    const [, key = arg, value = null] = /^([^=]*)=([^]*)$/.exec(arg) ?? []
    return [key, value]
  })
  return {
    verb: 'build',
    args: new Map(args),
    cache: flags['no-cache'] ? 'ignore' : 'use',
    bases: flags.pull ? 'always' : 'missing',
    push: flags.push ? 'yes' : 'no',
  }
}

function refuseUnsupported(flags: BuildFlags): void {
  const wanted = (value: string | undefined): boolean =>
    value !== undefined && value !== '' && booleanOf(value) !== false
  const rules: readonly (readonly [boolean, string])[] = [
    [wanted(flags.builder) && flags.builder !== 'default', '--builder'],
    [flags.check, '--check'],
    [flags.print, '--print'],
    [wanted(flags.provenance), '--provenance'],
    [wanted(flags.sbom), '--sbom'],
    [wanted(flags.ssh), '--ssh'],
  ]
  for (const [given, flag] of rules)
    if (given)
      throw new UsageError(
        `build ${flag} is not supported by muster yet`,
        `\`docker compose build ${flag}\` builds the same image`,
      )
}

/** BuildKit has no such limit; the value is read all the same, as docker compose 2.40.3 does. */
function checkMemory(text: string): void {
  if (text === '' || /^\d+(\.\d+)? ?([kmgtp]i?)?b?$/i.test(text)) return
  throw new UsageError(
    `invalid argument ${JSON.stringify(text)} for "-m, --memory" flag: invalid size: '${text}'`,
    'write for instance `--memory 512m`',
  )
}
