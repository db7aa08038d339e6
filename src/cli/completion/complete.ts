import type { DeclaredNames } from '../../api/project/declared-names.ts'
import { homeFolder } from '../../api/world/home-folder.ts'
import { splitArgv } from '../argv/argv.ts'
import { globalFlags } from '../argv/globals.ts'
import type { Command, Flag, Flags, FlagValue } from '../command.ts'
import { commands } from '../commands/index.ts'
import { projectFlags } from '../session/project-flags.ts'
import { shellVariables } from '../session/shell-variables.ts'

/** Bits of cobra's answers: a shell adds no space, or offers no files. */
const [noSpace, noFiles] = [2, 4]

interface Answer {
  readonly items: readonly (readonly [name: string, description: string])[]
  readonly directive: number
}

const filesOnly: Answer = { items: [], directive: 0 }

/**
 * Answers `__complete WORD...` in cobra's protocol, as docker and the shells ask plugins (docker/cli 28): a candidate a
 * line, its description after a tab, and last `:` and the directive. Reads the compose files, and nothing else happens.
 */
export async function complete(words: readonly string[], descriptions: 'with' | 'without'): Promise<string> {
  const last = words.at(-1) ?? ''
  const { items, directive } = await answerFor(words.slice(0, -1), last)
  const typed = last.startsWith('-') && last.includes('=') ? last.slice(last.indexOf('=') + 1) : last
  const lines = items
    .filter(([name]) => name.startsWith(typed))
    .map(([name, text]) => (descriptions === 'with' && text !== '' ? `${name}\t${text.split('\n')[0]}` : name))
  return [...lines, `:${directive}`, ''].join('\n')
}

async function answerFor(before: readonly string[], last: string): Promise<Answer> {
  const { head, id, command, rest } = await place(before)
  const flags: Flags = command === undefined ? { ...globalFlags } : command.flags
  const waiting = waitingFlag(last.startsWith('-') && last.includes('=') ? last.split('=')[0] : before.at(-1), flags)
  if (waiting !== undefined) return await valuesOf(waiting, head)
  if (last.startsWith('-')) return { items: flagItems(flags), directive: noFiles }
  if (command === undefined) return await commandItems(id)
  return await argumentItems(command, positions(rest, flags), { head, last })
}

interface Place {
  readonly head: readonly string[]
  /** The first word of a command in two words. */
  readonly id: string | undefined
  readonly command: Command | undefined
  readonly rest: readonly string[]
}

/** Which command the words before are for. Flags without their value are no obstacle. */
async function place(before: readonly string[]): Promise<Place> {
  for (let length = before.length; length >= 0; length--) {
    try {
      const { id, rest } = splitArgv(before.slice(0, length))
      if (id === undefined) return { head: before.slice(0, length), id: undefined, command: undefined, rest: [] }
      const head = before.slice(0, length - rest.length - 1)
      const after = before.slice(length - rest.length)
      const load = commands.get(id)
      if (load !== undefined) return { head, id, command: await load(), rest: after }
      const two = commands.get(`${id} ${after[0] ?? ''}`)
      return { head, id, command: await two?.(), rest: after.slice(1) }
    } catch {
      // The last word is a flag that wants a value, or unknown.
    }
  }
  return { head: [], id: undefined, command: undefined, rest: [] }
}

function waitingFlag(word: string | undefined, flags: Flags): readonly [string, Flag<FlagValue>] | undefined {
  if (word === undefined || !word.startsWith('-') || word.includes('=')) return undefined
  const found = Object.entries(flags).find(([name, flag]) => word === `--${name}` || word === `-${flag.char ?? ''}`)
  return found?.[1].type === 'boolean' || found?.[1].bare !== undefined ? undefined : found
}

const servicesAsValue = new Set(['attach', 'no-attach', 'exit-code-from', 'scale', 'hash', 'up'])
const filesAsValue = new Set([
  'artifacts',
  'events',
  'junit',
  'file',
  'env-file',
  'project-directory',
  'output',
  'workdir',
  'env-from-file',
  'templates',
])

async function valuesOf([name, flag]: readonly [string, Flag<FlagValue>], head: readonly string[]): Promise<Answer> {
  if (flag.options !== undefined) return { items: flag.options.map((option) => [option, '']), directive: noFiles }
  if (filesAsValue.has(name)) return filesOnly
  if (name === 'profile') return { items: (await namesOf(head)).profiles.map((item) => [item, '']), directive: noFiles }
  if (!servicesAsValue.has(name)) return { items: [], directive: noFiles }
  const { services } = await namesOf(head)
  const [end, directive] = name === 'scale' ? ['=', noFiles | noSpace] : ['', noFiles]
  return { items: services.map((service) => [`${service}${end}`, '']), directive }
}

function flagItems(flags: Flags): Answer['items'] {
  const own = Object.entries(flags).filter(([, { hidden }]) => hidden !== true)
  return [...own.map(([name, { description }]): [string, string] => [`--${name}`, description]), ['--help', 'Help']]
}

async function commandItems(group: string | undefined): Promise<Answer> {
  const names = [...commands].filter(([name]) => (group === undefined ? true : name.startsWith(`${group} `)))
  const items = await Promise.all(
    names.map(async ([name, load]): Promise<[string, string] | undefined> => {
      const { id, summary } = await load()
      // The second name of a command, as the help leaves it out.
      if (id !== name) return undefined
      if (group !== undefined) return [name.slice(group.length + 1), summary]
      return name.includes(' ') ? [name.split(' ')[0] ?? '', ''] : [name, summary]
    }),
  )
  return { items: [...new Map(items.filter((item) => item !== undefined))], directive: noFiles }
}

/** Words that are neither flags nor their values. */
function positions(rest: readonly string[], flags: Flags): number {
  return rest.filter((word, i) => !word.startsWith('-') && waitingFlag(rest[i - 1], flags) === undefined).length
}

const oneService = new Set(['attach', 'commit', 'exec', 'export', 'port', 'run', 'stats', 'test'])

async function argumentItems(
  { id, args = '' }: Command,
  position: number,
  { head, last }: { readonly head: readonly string[]; readonly last: string },
): Promise<Answer> {
  if (id === 'completion') return { items: ['bash', 'zsh', 'fish'].map((shell) => [shell, '']), directive: noFiles }
  if (id === 'cp') {
    const { services } = last.includes('/') ? { services: [] } : await namesOf(head)
    return { items: services.map((service) => [`${service}:`, '']), directive: services.length > 0 ? noSpace : 0 }
  }
  if (id === 'explain') {
    const { services } = await namesOf(head)
    return { items: services.map((service) => [`services.${service}`, '']), directive: noFiles | noSpace }
  }
  if (!args.includes('SERVICE')) return { items: [], directive: noFiles }
  if (position > 0 && oneService.has(id))
    return ['exec', 'run', 'test'].includes(id) ? filesOnly : { items: [], directive: noFiles }
  const { services } = await namesOf(head)
  const end = id === 'scale' ? '=' : ''
  return {
    items: services.map((service) => [`${service}${end}`, '']),
    directive: end === '' ? noFiles : noFiles | noSpace,
  }
}

async function namesOf(head: readonly string[]): Promise<DeclaredNames> {
  const env = shellVariables()
  const { declaredNames } = await import('../../api/project/declared-names.ts')
  const place = { cwd: process.cwd(), home: homeFolder(env), env }
  return await declaredNames(projectFlags(splitArgv(head).globals), place)
}
