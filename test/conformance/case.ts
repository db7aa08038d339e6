import { createHash } from 'node:crypto'
import { parse, stringify } from 'yaml'

/** The folder in which all cases run, so that paths and hashes are equal everywhere. */
export const folder = '/var/tmp/compose-conformance/demo'

/** The home folder of all cases; empty. */
export const home = '/var/tmp/compose-conformance/home'

/** What docker compose 2.40.3 answers. */
export interface Answer {
  /** Standard output; for a case with `service` or `top` only what differs from that of a service without attributes. */
  readonly prints?: string
  /** Digest of what `--format json` prints, or `refused`. */
  readonly json?: string
  /** The first digits of the hash of the service `a`. */
  readonly hash?: string
  /** Standard error. */
  readonly refused?: string
}

/** One rule: files, a command line, and the answer. */
export interface Case extends Answer {
  readonly rule?: string
  /** Why muster answers differently. */
  readonly deviates?: string
  /** Attributes of the only service `a`, which has an image besides. */
  readonly service?: string
  /** What stands at the top level besides `services`. */
  readonly top?: string
  /** Further files by path, or all of them. */
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** The command line; `config` by default, which also asks for JSON and hashes. */
  readonly args?: readonly string[]
}

/** Runs a command line: what it printed, or why it was refused. */
export type Run = (args: readonly string[]) => Promise<{ readonly out: string } | { readonly refused: string }>

/** The answer of a program to a case. */
export async function answerOf(given: Case, run: Run): Promise<Answer> {
  const told = await run(given.args ?? ['config'])
  if ('refused' in told) return { refused: named(told.refused) }
  const prints = isShort(given) ? beyondPlain(named(told.out)) : named(told.out)
  if (given.args !== undefined) return { prints }
  const [json, hashes] = await Promise.all([run(['config', '--format', 'json']), run(['config', '--hash', '*'])])
  return {
    prints,
    json: 'out' in json ? digest(named(json.out)) : 'refused',
    hash: 'out' in hashes ? (/^a (.{12})/m.exec(hashes.out)?.[1] ?? 'none') : 'refused',
  }
}

/** All files of a case. */
export function filesOf({ service, top, files = {} }: Case): Readonly<Record<string, string>> {
  if (service === undefined && top === undefined) return files
  const image = /^(image|"?image"?|<<):/m.test(service ?? '') ? '' : '    image: i\n'
  const own = service === undefined ? '' : `${service.replace(/^(?=.)/gm, '    ')}\n`
  return { 'compose.yaml': `services:\n  a:\n${image}${own}${top === undefined ? '' : `${top}\n`}`, ...files }
}

/** Cases as they stand in a file. */
export function readCases(text: string): readonly Case[] {
  return (parse(text, { maxAliasCount: 0 }) ?? []) as readonly Case[]
}

/** The text of a file of cases. */
export function writeCases(cases: readonly Case[]): string {
  return cases.map((one) => stringify([one], { lineWidth: 0 })).join('')
}

/** What was asked, without the answer. */
export function question({ prints: _p, json: _j, hash: _h, refused: _r, ...asked }: Case): Case {
  return asked
}

function isShort({ service, top, files }: Case): boolean {
  return (service !== undefined || top !== undefined) && files?.['compose.yaml'] === undefined
}

const plainModel = `name: demo
services:
  a:
    image: i
    networks:
      default: null
networks:
  default:
    name: demo_default
`

/** The lines that a model has and the plain one has not; those that only the plain one has follow with a minus. */
function beyondPlain(model: string): string {
  const missing = plainModel.split('\n')
  const more: string[] = []
  for (const line of model.split('\n')) {
    const known = missing.indexOf(line)
    if (known === 0) missing.shift()
    else if (known > 0 && missing.slice(0, known).every((it) => !model.split('\n').includes(it))) {
      more.push(
        ...missing
          .splice(0, known + 1)
          .slice(0, -1)
          .map((it) => `- ${it}`),
      )
    } else more.push(line)
  }
  return [...more, ...missing.map((line) => `- ${line}`)].map((line) => `${line}\n`).join('')
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function named(text: string): string {
  return text.replaceAll(folder, '${DIR}').replaceAll(home, '${HOME}')
}
