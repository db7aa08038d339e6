import type { Attribute } from './kinds/attribute.ts'
import { list } from './kinds/list.ts'
import { record } from './kinds/record.ts'
import { integer, string, type Whole } from './kinds/scalars.ts'

/** An AI model of the top level. */
export interface Model {
  readonly name?: string
  /** OCI reference. */
  readonly model?: string
  readonly context_size?: Whole
  readonly runtime_flags?: readonly string[]
}

/** `models.*`. Printed as YAML only: docker compose 2.40.3 leaves models out of JSON (quirk 1). */
export const model: Attribute<Model> = record({
  name: string(),
  model: string(),
  context_size: integer(),
  runtime_flags: list(),
})
