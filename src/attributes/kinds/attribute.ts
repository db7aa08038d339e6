import type { Plain } from '../../plain.ts'
import type { Node } from '../../source/node.ts'
import type { ContainerDraft } from '../../spec.ts'
import { mergeNodes } from './merge-nodes.ts'
import type { Scope } from './scope.ts'
import type { Translation } from './translation.ts'

/** The two notations of `config`; docker compose 2.40.3 prints slightly different models in them. */
export type Form = 'yaml' | 'json'

/** The scope of one key or item below. */
export function inside(scope: Scope, step: string | number): Scope {
  return { ...scope, path: [...scope.path, step] }
}

/**
 * Everything that muster knows about one attribute of the Compose Specification. Each attribute has exactly one of these,
 * in one file. The passes run in the order of the methods; all but `translate` keep positions or work on plain values.
 */
export interface Attribute<T> {
  /**
   * Short form -> long form, and relative paths -> absolute ones. Gets a node that the schema has accepted
   * (or reported); what it cannot read it returns unchanged.
   */
  readonly canonical: (node: Node, scope: Scope) => Node
  /** Lays `over` on `base`; both are canonical. `!reset` and `!override` were dealt with before. */
  readonly merge: (base: Node, over: Node, scope: Scope) => Node
  /**
   * Canonical node -> value. Undefined means "as if absent" (Go's zero value under `omitempty`).
   * Reports a value that cannot be meant (a port of 70000) at the scalar that holds it.
   */
  readonly parse: (node: Node, scope: Scope) => T | undefined
  /** What `config` and the config hash show: byte sizes as decimal strings, durations in Go notation. */
  readonly print: (value: T, form: Form) => Plain
  /** Whether a value is for the engine only, and nothing is shown of it; by default everything is shown. */
  readonly unshown?: (value: T) => boolean
  /** What is printed where the key is not set, as JSON's `command: null`; by default nothing. */
  readonly absent?: (form: Form) => Plain | undefined
  /** Writes the value into the engine's create payload. Absent for what has no effect on the container. */
  readonly translate?: (value: T, draft: ContainerDraft, to: Translation) => void
}

/** The value type of an attribute. */
export type ValueOf<A> = A extends Attribute<infer T> ? T : never

/** An attribute from those passes that differ from the usual: canonical keeps, merge is the default of the specification. */
export function attribute<T>(passes: Partial<Attribute<T>> & Pick<Attribute<T>, 'parse' | 'print'>): Attribute<T> {
  return { canonical: (node) => node, merge: mergeNodes, ...passes }
}

/** The same attribute with some passes replaced, for instance with a `translate`. */
export function extend<T>(base: Attribute<T>, passes: Partial<Attribute<T>>): Attribute<T> {
  return { ...base, ...passes }
}
