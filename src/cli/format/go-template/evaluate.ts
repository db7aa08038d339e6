import { arity, type TemplateFunction, truth, WrongArgument } from './functions.ts'
import { goType } from './go-type.ts'
import { shown, sorted } from './shown.ts'
import { isStruct } from './struct.ts'
import type { Command, Node, Operand, Pipe, Template } from './syntax.ts'
import { TemplateError } from './template-error.ts'

export interface Evaluation {
  readonly functions: ReadonlyMap<string, TemplateFunction>
}

/** The text of a template for a value. Throws TemplateError with Go's words. */
export function evaluate(template: Template, value: unknown, { functions }: Evaluation): string {
  const scope: Scope = { dot: value, variables: [{ name: '$', value }], functions, out: [] }
  walk(template, scope)
  return scope.out.join('')
}

interface Variable {
  readonly name: string
  value: unknown
}

interface Scope {
  readonly dot: unknown
  readonly variables: readonly Variable[]
  readonly functions: ReadonlyMap<string, TemplateFunction>
  readonly out: string[]
}

type Ending = 'break' | 'continue' | undefined

function walk(nodes: Template, outer: Scope): Ending {
  let scope = outer
  for (const node of nodes) {
    if (node.kind === 'print') {
      scope = printed(node.pipe, scope)
      continue
    }
    const ending = step(node, scope)
    if (ending !== undefined) return ending
  }
  return undefined
}

/** A pipe that sets a variable prints nothing. */
function printed(pipe: Pipe, scope: Scope): Scope {
  const value = run(pipe, scope)
  if (pipe.sets === 'nothing') scope.out.push(value === undefined ? '<no value>' : shown(value))
  return withVariables(pipe, [value], scope)
}

function step(node: Exclude<Node, { kind: 'print' }>, scope: Scope): Ending {
  switch (node.kind) {
    case 'text':
      scope.out.push(node.text)
      return undefined
    case 'break':
    case 'continue':
      return node.kind
    case 'if':
    case 'with': {
      const value = run(node.pipe, scope)
      const inner = withVariables(node.pipe, [value], scope)
      if (!truth(value)) return walk(node.otherwise, inner)
      return walk(node.body, node.kind === 'with' ? { ...inner, dot: value } : inner)
    }
    case 'range':
      return repeat(node, scope)
  }
}

function repeat(node: Extract<Node, { pipe: Pipe; body: Template }>, scope: Scope): Ending {
  const { pipe, body, otherwise } = node
  const entries = entriesOf(run(pipe, scope), pipe)
  if (entries.length === 0) return walk(otherwise, scope)
  for (const [key, value] of entries) {
    const values = pipe.variables.length === 2 ? [key, value] : [value]
    if (walk(body, { ...withVariables(pipe, values, scope), dot: value }) === 'break') break
  }
  return undefined
}

function entriesOf(value: unknown, { commands: [first] }: Pipe): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(value)) return value.map((item, i): [unknown, unknown] => [i, item])
  if (value instanceof Map) return sorted(value)
  if (typeof value === 'number') return Array.from({ length: Math.max(0, value) }, (_, i): [unknown, unknown] => [i, i])
  if (value === undefined) return []
  throw failure(first?.[0], `range can't iterate over ${shown(value)}`)
}

function withVariables({ variables, sets }: Pipe, values: readonly unknown[], scope: Scope): Scope {
  if (sets === 'nothing') return scope
  if (sets === 'new') {
    const fresh = variables.map((name, i) => ({ name, value: values[i] }))
    return { ...scope, variables: [...scope.variables, ...fresh] }
  }
  for (const [i, name] of variables.entries()) {
    const variable = scope.variables.findLast((known) => known.name === name)
    if (variable !== undefined) variable.value = values[i]
  }
  return scope
}

function run({ commands }: Pipe, scope: Scope): unknown {
  return commands.reduce<Piped | undefined>((piped, command) => ({ value: execute(command, piped, scope) }), undefined)
    ?.value
}

/** What comes out of the command before, and goes into the next as its last argument. */
interface Piped {
  readonly value: unknown
}

function execute(command: Command, piped: Piped | undefined, scope: Scope): unknown {
  const [first, ...args] = command
  if (first.kind === 'function' && first.names.length === 0) {
    if (first.name === 'and' || first.name === 'or') return untilDecided(first.name, args, { piped, scope })
    return call(first, args, { piped, scope })
  }
  const method = methodOf(first, scope)
  const name = first.names.at(-1) ?? ''
  const given = args.length + (piped === undefined ? 0 : 1)
  if (method !== undefined) {
    if (given !== 1) throw failure(first, `wrong number of args for ${name}: want 1 got ${given}`)
    return method(shown(argumentsOf(args, { piped, scope })[0]))
  }
  if (given > 0) {
    if (name !== '') throw failure(first, `wrong number of args for ${name}: want 0 got ${given}`)
    throw failure(first, `can't give argument to non-function ${first.text}`)
  }
  return valueOf(first, scope)
}

interface Circumstances {
  readonly piped: Piped | undefined
  readonly scope: Scope
}

function argumentsOf(args: readonly Operand[], { piped, scope }: Circumstances): readonly unknown[] {
  return [...args.map((arg) => valueOf(arg, scope)), ...(piped === undefined ? [] : [piped.value])]
}

/** The later arguments are not even evaluated when an earlier one decides. */
function untilDecided(word: 'and' | 'or', args: readonly Operand[], { piped, scope }: Circumstances): unknown {
  const tasks = [...args.map((arg) => () => valueOf(arg, scope)), ...(piped === undefined ? [] : [() => piped.value])]
  let value: unknown
  for (const task of tasks) {
    value = task()
    if (truth(value) === (word === 'or')) return value
  }
  return value
}

type Call = Operand & { readonly kind: 'function' }

function call(operand: Call, args: readonly Operand[], around: Circumstances): unknown {
  const { name } = operand
  const known = around.scope.functions.get(name)
  if (known === undefined) throw failure(operand, `function ${JSON.stringify(name)} not defined`)
  const values = argumentsOf(args, around)
  const wanted = arity.get(name) ?? values.length
  if (values.length !== wanted)
    throw failure(operand, `wrong number of args for ${name}: want ${wanted} got ${values.length}`)
  try {
    return known(...values)
  } catch (error) {
    if (error instanceof WrongArgument) throw failure(args[error.position] ?? operand, error.message)
    const text = [operand, ...args].map((part) => part.text).join(' ')
    const reason = error instanceof Error ? error.message : String(error)
    throw failure({ ...operand, text }, `error calling ${name}: ${reason}`)
  }
}

function valueOf(operand: Operand, scope: Scope): unknown {
  return operand.names.reduce((value, name) => field(value, name, operand), baseOf(operand, scope))
}

function baseOf(operand: Operand, scope: Scope): unknown {
  switch (operand.kind) {
    case 'dot':
      return scope.dot
    case 'nil':
      throw failure(operand, 'nil is not a command')
    case 'literal':
      return operand.value
    case 'variable':
      return scope.variables.findLast(({ name }) => name === operand.name)?.value
    case 'function':
      return call(operand, [], { piped: undefined, scope })
    case 'pipe':
      return run(operand.pipe, scope)
  }
}

/** `.Label` of a row. */
function methodOf(operand: Operand, scope: Scope): ((text: string) => unknown) | undefined {
  const name = operand.names.at(-1)
  if (name === undefined) return undefined
  const owner = operand.names.slice(0, -1).reduce((value, part) => field(value, part, operand), baseOf(operand, scope))
  return isStruct(owner) && Object.hasOwn(owner.methods, name) ? owner.methods[name] : undefined
}

function field(value: unknown, name: string, operand: Operand): unknown {
  if (isStruct(value)) {
    if (Object.hasOwn(value.fields, name)) return value.fields[name]
    if (Object.hasOwn(value.methods, name)) throw failure(operand, `wrong number of args for ${name}: want 1 got 0`)
    if (value.type === undefined) return undefined
    throw failure(operand, `can't evaluate field ${name} in type ${value.type}`)
  }
  if (value instanceof Map) return value.get(name)
  if (value === undefined || value === null)
    throw failure(operand, `nil data; no entry for key ${JSON.stringify(name)}`)
  if (typeof value === 'object' && Object.hasOwn(value, name)) return (value as Readonly<Record<string, unknown>>)[name]
  throw failure(operand, `can't evaluate field ${name} in type ${goType(value)}`)
}

function failure(operand: Operand | undefined, message: string): TemplateError {
  if (operand === undefined) return new TemplateError(`: ${message}`)
  return new TemplateError(`:${operand.at}: executing "" at <${operand.text}>: ${message}`)
}
