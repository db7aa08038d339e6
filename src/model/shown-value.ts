import { namesSecret, withoutUserinfo } from '../source/mask.ts'
import { child, type Node, type Origin } from '../source/node.ts'

/** What stands in a plan for a value that may be secret. */
export const masked = '•••'

const password = /:\/\/[^/\s]*:[^/\s]*@/
const random = /^(?=.*\d)(?=.*[a-zA-Z])[\w+/=.-]{20,}$/

/** Words inside a value, such as a command line, that announce a secret. */
const secretWords = /passw|passphrase|secret|token|credential|api[-_]?key|access[-_]?key/i

/**
 * Whether a value of this attribute must not be shown: by the names below the attribute, or by what the text looks like.
 * Paths and the like look random; only in free texts that is a sign.
 */
export function looksSecret(path: string, text: string): boolean {
  const [field = '', ...rest] = path.split('.')
  if (namesSecret(rest.join('.')) || password.test(text) || withoutUserinfo(text) !== text) return true
  return !isPlainSetting(field) && random.test(text)
}

/** Whether a text announces a secret, as command lines do. */
export function tellsSecret(text: string): boolean {
  return secretWords.test(text)
}

/**
 * Whether an attribute says how a container is set up and never what it is told. Words, variables, labels and options of
 * drivers may hold a secret under a name that tells nothing.
 */
export function isPlainSetting(attribute: string): boolean {
  return plainSettings.has(attribute)
}

const plainSettings: ReadonlySet<string> = new Set([
  'cap_add',
  'cap_drop',
  'configs',
  'container_name',
  'cpus',
  'cpuset',
  'depends_on',
  'deploy',
  'develop',
  'devices',
  'dns',
  'dns_search',
  'expose',
  'extra_hosts',
  'group_add',
  'hostname',
  'image',
  'init',
  'ipc',
  'mem_limit',
  'memswap_limit',
  'network_mode',
  'networks',
  'pid',
  'pids_limit',
  'platform',
  'ports',
  'privileged',
  'read_only',
  'restart',
  'runtime',
  'secrets',
  'security_opt',
  'shm_size',
  'stdin_open',
  'stop_grace_period',
  'stop_signal',
  'sysctls',
  'tmpfs',
  'tty',
  'ulimits',
  'user',
  'volumes',
  'working_dir',
])

/** A value that was written out in the file and does not look like a secret; what came from a variable or an env file never is shown. */
export function shownValue(path: string, node: Node): string {
  const text = literalText(node)
  return text === undefined || namesSecret(path) || isOpaque(text) || tellsSecret(text) ? masked : text
}

const longest = 60

function literalText(node: Node): string | undefined {
  if (node.kind !== 'scalar') {
    const items = node.kind === 'seq' ? node.items : [...node.entries.keys()].flatMap((key) => child(node, key) ?? [])
    const texts = items.map(literalText)
    if (texts.includes(undefined) || texts.some((text) => text !== undefined && isOpaque(text))) return undefined
    return node.kind === 'seq' ? shorten(`[${texts.join(', ')}]`) : `{${[...node.entries.keys()].join(', ')}}`
  }
  return isFromOutside(node.at) ? undefined : shorten(String(node.value ?? 'null'))
}

/** Whether a value came from a variable or an env file, and was not written out in a compose file. */
export function isFromOutside({ via, file }: Origin): boolean {
  if (via?.kind === 'variable' || !/\.ya?ml$/.test(file.path)) return true
  return via !== undefined && 'at' in via && isFromOutside(via.at)
}

function isOpaque(text: string): boolean {
  return password.test(text) || random.test(text)
}

/** The text, cut where it is long. */
export function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
