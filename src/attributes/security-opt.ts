import { type Attribute, extend } from './attribute.ts'
import { list, withoutRepeats } from './list.ts'

/** Options of the security modules; those that repeat across files stand once. */
export const securityOpt: Attribute<readonly string[]> = extend(withoutRepeats(list()), {
  translate: (value, draft, to) => {
    const host = draft.body.HostConfig
    if (value.some(isUnconfinedPaths)) Object.assign(host, { MaskedPaths: [], ReadonlyPaths: [] })
    const rest = value.filter((option) => !isUnconfinedPaths(option))
    host['SecurityOpt'] = rest.map((option) => {
      const file = seccompFile(option)
      return file === undefined ? option : `seccomp=${to.seccompProfile(file)}`
    })
  },
})

/** The seccomp profiles that have to be read before the container can be described, as paths from the project folder. */
export function seccompFiles(options: readonly string[] | undefined): readonly string[] {
  return options?.flatMap((option) => seccompFile(option) ?? []) ?? []
}

function seccompFile(option: string): string | undefined {
  const [, file] = /^seccomp[=:](.+)$/s.exec(option) ?? []
  return file === undefined || file === 'unconfined' || file === 'builtin' ? undefined : file
}

function isUnconfinedPaths(option: string): boolean {
  return option === 'systempaths=unconfined'
}
