import { namesSecret } from '../../source/mask.ts'
import type { Node } from '../../source/node.ts'

/** Something in a file that looks as if nobody else should read it. The value itself is never kept. */
export interface Sensitive {
  /** Where: `services.web.environment.TOKEN`, or a variable of an env file. */
  readonly key: string
  /** What it looks like, in the words of docker compose 2.40.3. */
  readonly kind: string
}

const patterns: readonly (readonly [string, RegExp])[] = [
  ['AWS Client ID', /\b(?:A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}\b/],
  ['Github authentication', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})\b/],
  ['Private Key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ['JSON Web Token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/],
  ['Slack Token', /\bxox[abposr]-[A-Za-z0-9-]{10,}/],
  ['Stripe Access Key', /\b[rs]k_live_[A-Za-z0-9]{16,}/],
  ['Basic Auth Credentials', /:\/\/[^/\s:@$]+:[^/\s@$]+@/],
]

/** What a value under a name looks like; undefined where it may be seen. Variables are filled in by who uses the project. */
export function kindOfSensitive(name: string, value: string): string | undefined {
  const [kind] = patterns.find(([, pattern]) => pattern.test(value)) ?? []
  if (kind !== undefined) return kind
  return namesSecret(name) && value !== '' && !value.includes('$') ? 'Keyword Detector' : undefined
}

/** The same for all texts of a file that is published. */
export function sensitiveIn(node: Node, path: readonly string[] = []): readonly Sensitive[] {
  if (node.kind === 'map')
    return [...node.entries].flatMap(([key, entry]) =>
      namesOnly.has(key) ? [] : sensitiveIn(entry.node, [...path, key]),
    )
  if (node.kind === 'seq') return node.items.flatMap((item) => sensitiveIn(item, path))
  if (typeof node.value !== 'string') return []
  // `- TOKEN=abc` in an environment.
  const [, name, value] = path.at(-1) === 'environment' ? (/^([^=]+)=(.*)$/s.exec(node.value) ?? []) : []
  const key = [...path, ...(name === undefined ? [] : [name])]
  const kind = kindOfSensitive(
    variables.has(path.at(-2) ?? '') || name !== undefined ? (key.at(-1) ?? '') : '',
    value ?? node.value,
  )
  return kind === undefined ? [] : [{ key: key.join('.'), kind }]
}

/** Under these the last key is the name of a variable; elsewhere names such as `secrets` say nothing about a value. */
const variables: ReadonlySet<string> = new Set(['environment', 'args', 'labels'])

/** What stands here names things. */
const namesOnly: ReadonlySet<string> = new Set(['extends', 'depends_on'])
