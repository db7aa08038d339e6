import {
  DockerfileParser,
  type Instruction as Parsed,
  type JSONInstruction,
  type PropertyInstruction,
} from 'dockerfile-ast'
import type { Origin } from '../source/node.ts'
import { expand } from './expand.ts'
import type { InlineText } from './inline-text.ts'
import type { Instruction, Property, Script } from './instruction.ts'
import { lineOf } from './line-of.ts'

export interface Stage {
  readonly from: Instruction
  /** With variables filled in; undefined where they are not known. */
  readonly image: string | undefined
  readonly imageAt: Origin
  readonly name: string | undefined
  readonly platform: string | undefined
  readonly instructions: readonly Instruction[]
}

export interface Dockerfile {
  readonly stages: readonly Stage[]
  readonly instructions: readonly Instruction[]
}

/** Reads a Dockerfile. What is no instruction of Docker's is passed over: the build says what is wrong with it. */
export function readDockerfile(
  { text, at }: InlineText,
  args: ReadonlyMap<string, string | null> = new Map(),
): Dockerfile {
  const starts = lineStarts(text)
  const offset = ({ line, character }: Position): number => (starts[line] ?? text.length) + character
  const place: Place = ({ start, end }) => at(offset(start), offset(end))
  const parsed = DockerfileParser.parse(text)
  const escape = parsed.getEscapeCharacter()
  const scriptOf = (it: Parsed): Script => {
    const range = it.getArgumentsRange()
    const [from, to] = range === null ? [0, 0] : [offset(range.start), offset(range.end)]
    return {
      text: text.slice(from, to),
      escape,
      wordAt: (piece) => ({
        text: piece.text,
        at: at(from + piece.start, from + piece.end),
        line: lineOf(starts, from + piece.start),
      }),
    }
  }
  const instructions = parsed.getInstructions().map((it) => instructionOf(it, place, scriptOf(it)))
  return { instructions, stages: stagesOf(instructions, args) }
}

interface Position {
  readonly line: number
  readonly character: number
}

interface Range {
  readonly start: Position
  readonly end: Position
}

type Place = (range: Range) => Origin

/** As the parser counts lines. */
function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)]
}

function instructionOf(parsed: Parsed, place: Place, script: Script): Instruction {
  const json = 'getJSONStrings' in parsed ? (parsed as JSONInstruction) : undefined
  const flags = json?.getFlags() ?? flagsOf(parsed)
  const list = json === undefined ? undefined : listIn(parsed.getArgumentsContent() ?? '')
  const words = list === undefined ? parsed.getArguments() : (json?.getJSONStrings() ?? [])
  return {
    keyword: parsed.getKeyword(),
    at: place(parsed.getRange()),
    // The parser loses blanks behind an escaped quote.
    words: words.map((word, index) => ({
      text: list?.[index] ?? word.getValue(),
      at: place(word.getRange()),
      line: word.getRange().start.line,
    })),
    flags: grouped(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    flagAt: new Map(flags.map((flag) => [flag.getName(), place(flag.getRange())])),
    form: list === undefined ? 'shell' : 'exec',
    properties: propertiesOf(parsed, place),
    script,
  }
}

function flagsOf(parsed: Parsed): ReturnType<JSONInstruction['getFlags']> {
  return 'getFlags' in parsed ? (parsed as JSONInstruction).getFlags() : []
}

function grouped(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const [name, value] of pairs) found.set(name, [...(found.get(name) ?? []), value])
  return found
}

/** The builder takes what is no valid list of strings as a shell form. */
function listIn(content: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(content)
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
  } catch {
    return undefined
  }
}

function propertiesOf(parsed: Parsed, place: Place): readonly Property[] {
  if (!('getProperties' in parsed)) return []
  return (parsed as PropertyInstruction).getProperties().map((property) => ({
    name: property.getName(),
    value: property.getValue() ?? undefined,
    at: place(property.getNameRange()),
  }))
}

function stagesOf(instructions: readonly Instruction[], args: ReadonlyMap<string, string | null>): readonly Stage[] {
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM')
  if (first === -1) return []
  const known = globalArgs(instructions.slice(0, first), args)
  const stages: (Stage & { readonly instructions: Instruction[] })[] = []
  for (const instruction of instructions.slice(first)) {
    if (instruction.keyword === 'FROM') stages.push({ ...stageOf(instruction, known), instructions: [] })
    else stages.at(-1)?.instructions.push(instruction)
  }
  return stages
}

function globalArgs(
  instructions: readonly Instruction[],
  args: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, string> {
  const known = new Map<string, string>()
  for (const { name, value } of instructions.flatMap(({ properties }) => properties)) {
    const given = args.get(name) ?? (value === undefined ? undefined : expand(value, known))
    if (given !== undefined) known.set(name, given)
  }
  return known
}

function stageOf(from: Instruction, known: ReadonlyMap<string, string>): Omit<Stage, 'instructions'> {
  const [image, as, name] = from.words
  const [platform] = from.flags.get('platform') ?? []
  return {
    from,
    image: image === undefined ? undefined : expand(image.text, known),
    imageAt: image?.at ?? from.at,
    name: as?.text.toLowerCase() === 'as' ? name?.text.toLowerCase() : undefined,
    platform: platform === undefined ? undefined : (expand(platform, known) ?? platform),
  }
}

/** The stage that is built for a target (the last one without), after those that it starts from. Empty for a target that is none. */
export function chainOf({ stages }: Dockerfile, target: string | undefined): readonly Stage[] {
  const chain: Stage[] = []
  let index =
    target === undefined
      ? stages.length - 1
      : stages.findIndex(({ name }, i) => name === target.toLowerCase() || String(i) === target)
  while (index >= 0) {
    const stage = stages[index]
    if (stage === undefined) return chain
    chain.unshift(stage)
    const base = stage.image?.toLowerCase()
    index = stages.slice(0, index).findLastIndex(({ name }) => name !== undefined && name === base)
  }
  return chain
}
