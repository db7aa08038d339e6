import { readFile } from 'node:fs/promises'
import type { Case } from '../test/conformance/case.ts'
import { innerValues, values, wellMeant } from './conformance-values.ts'

interface Shape {
  readonly $ref?: string
  readonly allOf?: readonly Shape[]
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly patternProperties?: Readonly<Record<string, Shape>>
  readonly additionalProperties?: boolean | Shape
  readonly items?: Shape
  readonly required?: readonly string[]
  readonly enum?: readonly string[]
}

interface Schema extends Shape {
  readonly definitions: Readonly<Record<string, Shape>>
}

/** A place in a compose file that takes a value: puts the value's YAML there. */
interface Slot {
  readonly path: string
  readonly shape: Shape
  readonly fill: (value: string) => string
  /** What a service needs to say for a resource to be kept. */
  readonly user?: string | undefined
  /** Instead of every kind of value. */
  readonly values?: readonly string[]
}

/** A value at a place. */
export interface Probe {
  readonly path: string
  readonly asked: Case
}

/** Every attribute of the schema below these roots, with every kind of value: cases without answers. */
export async function walk(only: string): Promise<readonly Probe[]> {
  const schema = JSON.parse(await readFile('schema/compose.schema.json', 'utf8')) as Schema
  return roots(schema)
    .flatMap((root) => slots(root, schema))
    .filter(({ path }) => path.startsWith(only))
    .flatMap(casesOf)
}

const variables = { S: 'text', N: '7', F: '1.50', T: 'true', E: '' }

function casesOf({ path, shape, fill, user, values: only }: Slot): readonly Probe[] {
  const own = wellMeant(path.split('.').at(-1) ?? '', path)
  const listed = (shape.enum ?? []).flatMap((value) => [value, value.toUpperCase()])
  const kinds = path.split('.').length > 2 ? innerValues : values
  return (only ?? [...new Set([...kinds, ...own, ...listed])]).map((value) => {
    const text = fill(value)
    const used = Object.entries(variables).filter(([name]) => value.includes(`{${name}}`))
    const env = used.length === 0 ? {} : { env: Object.fromEntries(used) }
    const asked = path.startsWith('services.') ? { service: text } : { ...(user && { service: user }), top: text }
    return { path, asked: { ...asked, ...env } }
  })
}

const users: ReadonlyMap<string, string> = new Map([
  ['network', 'networks: [r]'],
  ['volume', 'volumes: ["r:/v"]'],
  ['config', 'configs: [r]'],
  ['secret', 'secrets: [r]'],
  ['model', 'models: [r]'],
])

function roots(schema: Schema): readonly Slot[] {
  const of = (name: string): Shape => schema.definitions[name] ?? {}
  const service = Object.entries(of('service').properties ?? {}).map(([key, shape]): Slot => ({
    path: `services.${key}`,
    shape,
    fill: (value) => `${key}: ${value}`,
  }))
  const top = ['network', 'volume', 'config', 'secret', 'model'].map((name): Slot => ({
    path: `${name}s.r`,
    user: users.get(name),
    shape: of(name),
    fill: (value) => `${name}s: { r: ${value} }`,
  }))
  const plain = ['version', 'name'].map((key): Slot => ({ path: key, shape: {}, fill: (value) => `${key}: ${value}` }))
  return [...service, ...top, ...plain]
}

/** The slot itself and all that are below it. */
function slots(slot: Slot, schema: Schema): readonly Slot[] {
  const shape = resolved(slot.shape, schema)
  const below: Slot[] = []
  const given = Object.entries(shape.properties ?? {})
  for (const [key, inner] of given) below.push(inMapping({ ...slot, shape }, key, inner))
  if (given.length > 0) {
    // A key that is free for anything, and one that does not exist.
    for (const key of ['x-k', 'nope']) below.push({ ...inMapping({ ...slot, shape }, key, {}), values: ['v'] })
  }
  const free = Object.values(shape.patternProperties ?? {}).find((inner) => Object.keys(inner).length > 1)
  const additional = typeof shape.additionalProperties === 'object' ? shape.additionalProperties : free
  if (additional !== undefined) below.push(inMapping({ ...slot, shape }, 'k', additional))
  if (shape.items !== undefined) {
    below.push({ ...slot, path: `${slot.path}.0`, shape: shape.items, fill: (value) => slot.fill(`[${value}]`) })
  }
  return [{ ...slot, shape }, ...below.flatMap((it) => slots(it, schema))]
}

function inMapping(slot: Slot, key: string, shape: Shape): Slot {
  const siblings = (slot.shape.required ?? [])
    .filter((name) => name !== key)
    .map((name) => `${name}: ${wellMeant(name, `${slot.path}.${name}`)[0] ?? 'x'}, `)
  return {
    ...slot,
    path: `${slot.path}.${key}`,
    shape,
    fill: (value) => slot.fill(`{ ${siblings.join('')}${key}: ${value} }`),
  }
}

function resolved(shape: Shape, schema: Schema): Shape {
  const name = shape.$ref?.split('/').at(-1)
  if (name !== undefined) return resolved(schema.definitions[name] ?? {}, schema)
  const [first] = shape.allOf ?? []
  return first === undefined ? shape : resolved(first, schema)
}
