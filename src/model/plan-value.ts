import { looksSecret as keyLooksSecret, namesSecret } from '../source/mask.ts'
import type { Node, Via } from '../source/node.ts'
import { redactor } from '../source/redact.ts'
import { contentOf } from './content.ts'
import type { Project } from './project.ts'
import { isFromOutside, isPlainSetting, looksSecret, masked, shorten, tellsSecret } from './shown-value.ts'

/** What a plan shows for the value of a service's attribute: `image`, `environment.DB_URL`. */
export type PlanValue = (path: string, node: Node) => string

/**
 * Values as a plan shows them. How a container is set up is shown wherever it came from: an image, a port, a mount. What it
 * is told (variables, words, labels) only where the file itself says it: what a variable or an env file gave there may be
 * a secret under a name that tells nothing. Hidden is always what may be secret: by the name of its key, by the name of a
 * variable in it, because it holds what such a variable or a secret holds, and what looks like a password or token.
 */
export function planValues(project: Project): PlanValue {
  const redact = redactor(new Map([...project.environment, ...contents(project)]))
  return (path, node) => {
    const [field = '', ...rest] = path.split('.')
    if (namesSecret(rest.join('.')) || holdsSecret(node, field)) return masked
    if (!isPlainSetting(field) && isGiven(node)) return masked
    const text = textOf(node, field)
    const isHidden = (!isPlainSetting(field) && tellsSecret(text)) || (redact !== undefined && redact(text) !== text)
    return isHidden ? masked : shorten(belowFolder(path, text, project.directory))
  }
}

/** What secrets and configs hold that no file does, under names that look secret. */
function contents(project: Project): readonly (readonly [string, string])[] {
  return (['secrets', 'configs'] as const).flatMap((store) =>
    [...project[store].keys()].flatMap((key) => {
      const content = contentOf(project, store, key)
      return content === undefined ? [] : [[`secret ${key}`, content] as const]
    }),
  )
}

function holdsSecret(node: Node, field: string): boolean {
  if (node.kind === 'seq') return node.items.some((item) => holdsSecret(item, field))
  if (node.kind === 'map')
    return [...node.entries].some(([key, entry]) => keyLooksSecret(key) || holdsSecret(entry.node, field))
  return namesSecretVariable(node.at.via) || looksSecret(field, String(node.value ?? ''))
}

/** Whether a part of it came from a variable or an env file. */
function isGiven(node: Node): boolean {
  if (node.kind === 'seq') return node.items.some(isGiven)
  if (node.kind === 'map') return [...node.entries.values()].some((entry) => isGiven(entry.node))
  return isFromOutside(node.at)
}

function namesSecretVariable(via: Via | undefined): boolean {
  if (via === undefined) return false
  if (via.kind !== 'variable') return namesSecretVariable(via.at.via)
  return via.names.some(namesSecret) || namesSecretVariable(via.before)
}

function textOf(node: Node, field: string): string {
  if (node.kind === 'seq') return `[${node.items.map((item) => textOf(item, field)).join(', ')}]`
  if (node.kind === 'scalar') return String(node.value ?? 'null')
  const values = new Map([...node.entries].map(([key, entry]) => [key, textOf(entry.node, '')]))
  if (field === 'volumes') return mountText(values)
  if (field === 'ports') return portText(values)
  return `{${[...values].map(([key, value]) => `${key}: ${value}`).join(', ')}}`
}

type Texts = ReadonlyMap<string, string>

/** `./data:/data:ro`, as people write it. */
function mountText(mount: Texts): string {
  const mode = mount.get('read_only') === 'true' ? 'ro' : undefined
  return [mount.get('source'), mount.get('target'), mode].filter(Boolean).join(':')
}

/** Attributes that name files of the machine. */
const withFiles: ReadonlySet<string> = new Set(['configs', 'develop', 'secrets', 'volumes'])

/** The value of an attribute with paths below the project's folder as people write them there. */
export function belowFolder(path: string, text: string, folder: string): string {
  if (!withFiles.has(path)) return text
  return text.replaceAll(`${folder}/`, (found, at: number) => (/[\w./:-]/.test(text[at - 1] ?? '') ? found : './'))
}

/** `127.0.0.1:8080:80/tcp`, as people write it. */
function portText(port: Texts): string {
  const ends = [port.get('host_ip'), port.get('published'), port.get('target')].filter(Boolean).join(':')
  return `${ends}/${port.get('protocol') ?? 'tcp'}`
}
