import type { Attribute } from './attribute.ts'
import { options, withoutFloats } from './dictionary.ts'
import { inHostConfig } from './payload.ts'

/** Options of the storage driver, as `size`. */
export const storageOpt: Attribute<ReadonlyMap<string, string>> = inHostConfig(
  withoutFloats(options()),
  'StorageOpt',
  Object.fromEntries,
)
