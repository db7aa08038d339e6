import type { Attribute } from './attribute.ts'
import { dictionary } from './dictionary.ts'
import { inHostConfig } from './payload.ts'

/** OCI annotations for the runtime. */
export const annotations: Attribute<ReadonlyMap<string, string>> = inHostConfig(
  dictionary(),
  'Annotations',
  Object.fromEntries,
)
