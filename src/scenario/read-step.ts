import { shellWord } from '../attributes/grammar/shell-quote.ts'
import type { Report } from '../source/diagnostic.ts'
import type { Entry, Mapping, Node } from '../source/node.ts'
import { suggest } from '../source/suggest.ts'
import { commandAction } from './command-action.ts'
import { requireKeys, textOf, textsOf, wrongType } from './fields.ts'
import { expectsNothing, readExpectation } from './read-expectation.ts'
import { readCondition, readRequest, readSeconds } from './read-request.ts'
import type { Action, Expectation, Step } from './scenario.ts'

/** Commands of muster that are steps under their own name, and how they begin. */
const verbs: ReadonlyMap<string, string> = new Map([
  ['up', 'muster up -d --wait'],
  ['exec', 'muster exec'],
  ['run', 'muster run --rm'],
  ['fault', 'muster fault'],
  ['snapshot', 'muster snapshot'],
  ['reset', 'muster reset'],
  ['down', 'muster down'],
])

const others = ['say', 'wait', 'host', 'http', 'write', 'pause'] as const
const actions: readonly string[] = [...others, ...verbs.keys()]
/** What may stand beside the one key that says what is done. */
const beside = ['expect', 'hidden', 'timeout']

/** Reads a list of steps; an `expect` of its own belongs to the step before it. `first` is the number of the first one. */
export function readSteps(node: Node, first: number, report: Report): readonly Step[] {
  if (node.kind !== 'seq') return wrongType(node, 'steps is a list', report) ?? []
  const steps: Step[] = []
  for (const [index, item] of node.items.entries()) {
    const number = first + index
    const expectation = expectationOf(item)
    if (expectation === undefined) steps.push(...readStep(item, number, report))
    else takeExpectation(steps, readExpectation(expectation.node, number, report), report)
  }
  return steps
}

function expectationOf(item: Node): Entry | undefined {
  return item.kind === 'map' && item.entries.size === 1 ? item.entries.get('expect') : undefined
}

function takeExpectation(steps: Step[], expectation: Expectation, report: Report): void {
  const last = steps.pop()
  if (last !== undefined && (last.action.do === 'command' || last.action.do === 'http')) {
    steps.push({ ...last, expectations: [...last.expectations, expectation] })
    return
  }
  if (last !== undefined) steps.push(last)
  report.error('invalid-value', 'expect has nothing to look at', {
    at: expectation.at,
    fix: 'put it below a command or an http step',
  })
}

function readStep(item: Node, number: number, report: Report): readonly Step[] {
  const map = item.kind === 'map' ? item : wordStep(item)
  if (map === undefined) return wrongType(item, 'a step is a mapping, such as {host: muster ps}', report) ?? []
  const found = [...map.entries].filter(([key]) => actions.includes(key))
  reportUnknown(map, report)
  const [first, second] = found
  if (first === undefined) {
    const unknown = [...map.entries.keys()].some((key) => !beside.includes(key))
    const fix = `it is one of: ${actions.join(', ')}`
    if (!unknown) report.error('missing-key', 'the step does not say what it does', { at: item.at, fix })
    return []
  }
  if (second !== undefined) {
    const notes = [{ message: 'the other one', at: first[1].keyAt }]
    report.error('exclusive-keys', `a step does one thing, not \`${first[0]}\` and \`${second[0]}\``, {
      at: second[1].keyAt,
      notes,
      fix: 'make two steps of it',
    })
    return []
  }
  const action = readAction(first, map, report)
  if (action === undefined) return []
  return [{ number, at: first[1].keyAt, action, expectations: besides(action, map, { number, report }) }]
}

/** `- up` is `- up:`. */
function wordStep(item: Node): Mapping | undefined {
  if (item.kind !== 'scalar' || typeof item.value !== 'string' || !actions.includes(item.value)) return undefined
  const node: Node = { kind: 'scalar', type: 'null', value: null, at: item.at }
  return { kind: 'map', at: item.at, entries: new Map([[item.value, { keyAt: item.at, node }]]) }
}

function reportUnknown(map: Mapping, report: Report): void {
  const known = [...actions, ...beside]
  for (const [key, { keyAt }] of map.entries) {
    if (known.includes(key)) continue
    const near = suggest(key, known)
    const fix = near === undefined ? `steps are: ${actions.join(', ')}` : `did you mean \`${near}\`?`
    report.error('unknown-key', `there is no step \`${key}\``, { at: keyAt, fix })
  }
}

function besides(
  action: Action,
  map: Mapping,
  { number, report }: { readonly number: number; readonly report: Report },
): readonly Expectation[] {
  const expect = map.entries.get('expect')
  if (expect === undefined) return []
  if (action.do === 'command' || action.do === 'http') return [readExpectation(expect.node, number, report)]
  report.error('no-effect', `expect has nothing to look at`, { at: expect.keyAt })
  return [expectsNothing(number, expect.node.at)]
}

function readAction([key, { node }]: readonly [string, Entry], map: Mapping, report: Report): Action | undefined {
  const verb = verbs.get(key)
  if (verb !== undefined) return command(readLine(node, { key, verb }, report), map, key)
  switch (key as (typeof others)[number]) {
    case 'say': {
      const text = textOf(node, 'say', report)
      return text === undefined ? undefined : { do: 'say', text: text.trimEnd() }
    }
    case 'host':
      return command(readLine(node, { key, verb: '' }, report), map)
    case 'pause': {
      const text = node.kind === 'scalar' && node.type === 'null' ? '' : textOf(node, 'pause', report)
      return text === undefined ? undefined : { do: 'pause', text }
    }
    case 'http': {
      const request = readRequest(node, report)
      return request && { do: 'http', request }
    }
    case 'wait': {
      const until = readCondition(node, report)
      return until && { do: 'wait', until, seconds: readSeconds(map.entries.get('timeout')?.node, report) }
    }
    case 'write':
      return readWrite(node, map, report)
  }
}

function command(line: string | undefined, map: Mapping, key: string = 'host'): Action | undefined {
  if (line === undefined) return undefined
  const behind = key === 'fault' && !/[&;|\n]/.test(line) ? `${line} &` : line
  return commandAction(behind, { shell: 'sh', shown: shownOf(map) })
}

function shownOf(map: Mapping): 'typed' | 'hidden' {
  const hidden = map.entries.get('hidden')?.node
  return hidden?.kind === 'scalar' && hidden.value === true ? 'hidden' : 'typed'
}

/** A text stands as it is written; the items of a list are words. */
function readLine(
  node: Node,
  { key, verb }: { readonly key: string; readonly verb: string },
  report: Report,
): string | undefined {
  if (node.kind === 'scalar' && node.type === 'null' && verb !== '') return verb
  if (node.kind === 'map') return wrongType(node, `${key} is a text or a list of words`, report)
  const line =
    node.kind === 'seq' ? textsOf(node, key, report).map(shellWord).join(' ') : (textOf(node, key, report) ?? '')
  return [verb, line.trimEnd()].filter((part) => part !== '').join(' ')
}

function readWrite(node: Node, step: Mapping, report: Report): Action | undefined {
  if (node.kind !== 'map') return wrongType(node, 'write is a mapping with file and text', report)
  requireKeys(node, { known: ['file', 'text'], subject: 'write' }, report)
  const file = node.entries.get('file')
  const text = node.entries.get('text')
  if (file === undefined || text === undefined) {
    report.error('missing-key', `write needs \`${file === undefined ? 'file' : 'text'}\``, { at: node.at })
    return undefined
  }
  const path = textOf(file.node, 'file', report)
  const content = textOf(text.node, 'text', report)
  if (path === undefined || content === undefined) return undefined
  if (!isInside(path)) return outside(file.node, report)
  return { do: 'write', path, text: content, shown: shownOf(step) }
}

/** Whether a path stays in the folder that it starts from. */
export function isInside(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.includes('\0') && !path.split('/').includes('..')
}

function outside(node: Node, report: Report): undefined {
  report.error('invalid-value', 'a scenario writes files below its own folder only', { at: node.at })
  return undefined
}
