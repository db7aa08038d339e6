import { printProject } from '../../model/print.ts'
import type { Project } from '../../model/project.ts'
import { masked as concealed, shownValue } from '../../model/shown-value.ts'
import { toYaml } from '../../model/yaml.ts'
import { instant, float64, type Plain } from '../../plain.ts'
import { announcesSecret, maskedScript } from '../../source/mask-command.ts'
import { looksSecret, namesSecret } from '../../source/mask.ts'
import { nodeAt } from '../../source/node.ts'
import type { Redact } from '../../source/redact.ts'
import { hidden } from './hidden-values.ts'

/** Keys below which people choose the names. */
const chosen: ReadonlySet<string> = new Set(['environment', 'args', 'labels', 'annotations'])

/** Keys whose texts are command lines. */
const commands: ReadonlySet<string> = new Set(['command', 'entrypoint', 'test', 'Cmd', 'Args', 'Entrypoint', 'Test'])

/** The model as `config` prints it, without what may be secret: also no value that came from a variable or an env file. */
export function maskedConfig(project: Project, redact: Redact): string {
  const isShown = (path: readonly string[]): boolean => {
    const node = nodeAt(project.tree, path)
    return node !== undefined && shownValue(path.at(-1) ?? '', node) !== concealed
  }
  const walk = (value: Plain, path: readonly string[]): Plain => {
    const key = path.at(-1) ?? ''
    if (value === null) return null
    if (typeof value !== 'object') {
      if (looksSecret(key) || (path[0] === 'secrets' && key === 'content')) return hidden
      if (chosen.has(path.at(-2) ?? '') && !isShown(path)) return hidden
      return typeof value === 'string' ? text(value, key, redact) : value
    }
    if (Array.isArray(value)) return items(value as readonly Plain[], (item) => walk(item, [...path.slice(0, -1), key]))
    if (instant in value || float64 in value) return value
    if (value instanceof Map)
      return new Map([...(value as ReadonlyMap<string, Plain>)].map(([name, it]) => [name, walk(it, [...path, name])]))
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, it]) => (it === undefined ? [] : [[name, walk(it, [...path, name])]])),
    ) as Plain
  }
  return toYaml(walk(printProject(project, 'yaml'), [])).replaceAll('$', '$$$$')
}

/** What the engine tells of a container, without what may be secret. `pairs` are settings `NAME=value` whose value is not shown. */
export function maskedAnswer(answer: unknown, { redact, pairs }: Hidden, key = ''): unknown {
  if (typeof answer === 'string') {
    const equals = answer.indexOf('=')
    const name = equals > 0 ? answer.slice(0, equals) : ''
    if (looksSecret(key) || pairs.has(answer)) return name === '' ? hidden : `${name}=${hidden}`
    if (key === 'Env' && namesSecret(name)) return `${name}=${hidden}`
    return text(answer, key, redact)
  }
  if (Array.isArray(answer)) return items(answer, (item) => maskedAnswer(item, { redact, pairs }, key))
  if (answer === null || typeof answer !== 'object') return answer
  return Object.fromEntries(
    Object.entries(answer).map(([name, it]) => [
      // People choose some of them: labels, folders in memory.
      redact(name),
      typeof it === 'string' && pairs.has(`${name}=${it}`) ? hidden : maskedAnswer(it, { redact, pairs }, name),
    ]),
  )
}

/** What is to be hidden of a project. */
export interface Hidden {
  readonly redact: Redact
  readonly pairs: ReadonlySet<string>
}

const settings = ['environment', 'labels', 'annotations'] as const

/** Settings of services whose value came from a variable or an env file, or looks secret, as `NAME=value`. */
export function hiddenPairs(project: Project): ReadonlySet<string> {
  const isHidden = (path: readonly string[], name: string): boolean => {
    const node = nodeAt(project.tree, [...path, name])
    return node === undefined || shownValue(name, node) === concealed
  }
  const all = [...project.services.values(), ...project.disabled.values()].flatMap((service) =>
    settings.flatMap((kind) => {
      const path = ['services', service.name, kind]
      return [...(service[kind] ?? [])]
        .filter(([name]) => isHidden(path, name))
        .map(([name, value]) => `${name}=${value}`)
    }),
  )
  return new Set(all)
}

/** What follows on `--password` is one. */
function items<T>(list: readonly T[], each: (item: T) => T): readonly T[] {
  return list.map((item, index) => {
    const announced = announcesSecret(list[index - 1])
    return announced && typeof item === 'string' ? (hidden as T) : each(item)
  })
}

function text(value: string, key: string, redact: Redact): string {
  const clean = redact(value)
  return commands.has(key) ? maskedScript(clean) : clean
}
