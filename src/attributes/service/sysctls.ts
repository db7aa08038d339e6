import type { Attribute } from '../kinds/attribute.ts'
import { dictionary } from '../kinds/dictionary.ts'
import { inHostConfig } from '../kinds/payload.ts'

/** Kernel parameters of the container's namespaces. */
export const sysctls: Attribute<ReadonlyMap<string, string>> = inHostConfig(dictionary(), 'Sysctls', Object.fromEntries)
