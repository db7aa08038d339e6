import type { Attribute } from '../kinds/attribute.ts'
import { namespaceMode } from './namespace-mode.ts'

/** PID namespace: `host`, `service:x` or `container:x`. */
export const pid: Attribute<string> = namespaceMode('PidMode')
