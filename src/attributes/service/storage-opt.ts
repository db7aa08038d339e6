import type { Attribute } from '../kinds/attribute.ts'
import { options, withoutFloats } from '../kinds/dictionary.ts'
import { inHostConfig } from '../kinds/payload.ts'

/** Options of the storage driver, as `size`. */
export const storageOpt: Attribute<ReadonlyMap<string, string>> = inHostConfig(
  withoutFloats(options()),
  'StorageOpt',
  Object.fromEntries,
)
