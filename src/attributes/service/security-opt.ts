import type { Node } from '../../source/node.ts'
import { type Attribute, extend, inside } from '../kinds/attribute.ts'
import { warnRefused } from '../kinds/invalid.ts'
import { list } from '../kinds/list.ts'
import { refuse } from '../kinds/refuse.ts'
import { scalarText } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'
import type { Translation } from '../kinds/translation.ts'

const options = list()

/** Options of the security modules. Files append; one that repeats is the schema's business, also across files (quirk 15). */
export const securityOpt: Attribute<readonly string[]> = extend(options, {
  parse: parseOptions,
  translate: (value, draft, to) => {
    const host = draft.body.HostConfig
    if (value.some(isUnconfinedPaths)) Object.assign(host, { MaskedPaths: [], ReadonlyPaths: [] })
    const rest = value.flatMap((option, index) => (isUnconfinedPaths(option) ? [] : [inlined(option, index, to)]))
    if (rest.length > 0) host['SecurityOpt'] = rest
  },
})

/** The seccomp profiles that have to be read before the container can be described, as paths from the project folder. */
export function seccompFiles(value: readonly string[] | undefined): readonly string[] {
  return value?.flatMap((option) => seccompFile(option) ?? []) ?? []
}

function parseOptions(node: Node, scope: Scope): readonly string[] | undefined {
  if (node.kind !== 'seq') return undefined
  for (const [index, item] of node.items.entries()) {
    if (item.kind === 'scalar' && !/[=:]|^no-new-privileges$/.test(scalarText(item))) {
      warnRefused(item, inside(scope, index), {
        be: 'no-new-privileges or a name with a value',
        example: 'label=disable',
      })
    }
  }
  return options.parse(node, scope)
}

function inlined(option: string, index: number, to: Translation): string {
  const file = seccompFile(option)
  if (file === undefined) return option
  const profile = to.seccompProfile(file)
  if (profile === undefined)
    // A variable may have given its path, which is not told; the place shows what the file says.
    refuse(`${to.service}: cannot read the seccomp profile that security_opt names`, {
      kind: 'file-unreadable',
      at: ['services', to.service, 'security_opt', index],
      fix: 'correct the path',
    })
  return `seccomp=${compactJson(profile)}`
}

function seccompFile(option: string): string | undefined {
  const [, file] = /^seccomp[=:](.+)$/s.exec(option) ?? []
  return file === undefined || file === 'unconfined' || file === 'builtin' ? undefined : file
}

function isUnconfinedPaths(option: string): boolean {
  return option === 'systempaths=unconfined'
}

/** The same JSON without blanks between its tokens; numbers keep their digits, as in docker compose. */
function compactJson(json: string): string {
  return json.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/gs, '$1')
}
