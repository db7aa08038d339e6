import { type Project, originOf } from '../model/project.ts'
import { child, nodeAt, type Node, type Origin, type Path } from '../source/node.ts'

/** The key that the engine's words are about, and what to do. */
export interface Refusal {
  readonly at?: Origin
  readonly fix: string
}

interface Rule {
  readonly says: RegExp
  readonly keys: readonly string[]
  readonly fix: string
}

/** By the words of Docker Engine 28.5.2 and runc. */
const rules: readonly Rule[] = [
  {
    says: /exec: "[^"]*": (?:stat .*|executable file not found|.*no such file)/,
    keys: ['entrypoint', 'command'],
    fix: 'use a command that the image has, or correct its path',
  },
  {
    says: /exec: "[^"]*": permission denied|exec: "[^"]*": is a directory/,
    keys: ['entrypoint', 'command'],
    fix: 'make it executable (chmod +x), or name the program that is to run it',
  },
  {
    says: /exec format error|does not match the (?:specified|detected|expected) platform|no matching manifest/,
    keys: ['platform', 'image'],
    fix: 'set `platform` to one that the image and this machine have; a script begins with `#!` and its interpreter',
  },
  {
    says: /custom device|device information/,
    keys: ['devices'],
    fix: 'correct the path of the device, or leave it out',
  },
  {
    says: /invalid (?:mount|volume|bind)|mount path|mount config|bind source path/,
    keys: ['volumes'],
    fix: 'write it as `source:/absolute/path/in/the/container`',
  },
  {
    says: /unable to find user|no matching entries in passwd/,
    keys: ['user'],
    fix: 'use a user that the image has, or a number',
  },
  {
    says: /unable to find group|no matching entries in group/,
    keys: ['user', 'group_add'],
    fix: 'use a group that the image has, or a number',
  },
  {
    says: /working directory|\bchdir\b|\bcwd\b/i,
    keys: ['working_dir'],
    fix: 'use an absolute path of a folder in the container',
  },
]

/** What of a service the engine refuses, where its words tell. */
export function refusal(message: string, service: string, project: Project): Refusal | undefined {
  const rule = rules.find(({ says }) => says.test(message))
  if (rule === undefined) return undefined
  const places = rule.keys.flatMap((key) => keyPlace(['services', service, key], message, project) ?? [])
  const at = places.find(({ said }) => said) ?? places[0]
  return { fix: rule.fix, ...(at === undefined ? {} : { at: at.at }) }
}

interface Place {
  readonly at: Origin
  /** The engine names what stands there. */
  readonly said: boolean
}

/** The item of a list that the engine names, else the whole value. */
function keyPlace(path: Path, message: string, project: Project): Place | undefined {
  const node = nodeAt(project.tree, path)
  const item = node?.kind === 'seq' ? node.items.find((one) => isNamed(one, message)) : undefined
  const at = item?.at ?? originOf(project, path)
  return at && { at, said: item !== undefined || (node !== undefined && isNamed(node, message)) }
}

function isNamed(node: Node, message: string): boolean {
  if (node.kind === 'scalar')
    return typeof node.value === 'string' && node.value.length > 1 && message.includes(node.value)
  return ['target', 'source'].some((key) => {
    const part = child(node, key)
    return part !== undefined && isNamed(part, message)
  })
}
