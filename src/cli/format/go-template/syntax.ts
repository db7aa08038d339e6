/** A parsed template: what Go's text/template calls a list of nodes. */
export type Template = readonly Node[]

/** A part of a template. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range'
      readonly pipe: Pipe
      readonly body: Template
      readonly otherwise: Template
    }
  | { readonly kind: 'break' | 'continue' }

/** Commands, each of which gets the result of the one before as its last argument. */
export interface Pipe {
  /** Variables that it sets, with their `$`. */
  readonly variables: readonly string[]
  /** `:=` makes a new variable, `=` changes one. */
  readonly sets: 'new' | 'old' | 'nothing'
  readonly commands: readonly Command[]
}

/** A function or a value, and its arguments. */
export type Command = readonly [Operand, ...Operand[]]

/** A value in a command, with its fields. */
export type Operand = Base & {
  /** As it is written, for messages. */
  readonly text: string
  /** `1:2`: line, and column from 0 in bytes, as Go counts them. */
  readonly at: string
  /** Fields of the base, one of the other. */
  readonly names: readonly string[]
}

/** What an operand begins with. */
export type Base =
  | { readonly kind: 'dot' | 'nil' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipe'; readonly pipe: Pipe }
