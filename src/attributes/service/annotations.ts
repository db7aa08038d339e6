import type { Attribute } from '../kinds/attribute.ts'
import { dictionary } from '../kinds/dictionary.ts'
import { inHostConfig } from '../kinds/payload.ts'

/** OCI annotations for the runtime. */
export const annotations: Attribute<ReadonlyMap<string, string>> = inHostConfig(
  dictionary(),
  'Annotations',
  Object.fromEntries,
)
