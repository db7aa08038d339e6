import type { Attribute } from './attribute.ts'
import { dictionary } from './dictionary.ts'
import { inHostConfig } from './payload.ts'

/** Kernel parameters of the container's namespaces. */
export const sysctls: Attribute<ReadonlyMap<string, string>> = inHostConfig(dictionary(), 'Sysctls', Object.fromEntries)
