import type { Attribute } from '../kinds/attribute.ts'
import { namespaceMode } from './namespace-mode.ts'

/** IPC namespace: `shareable`, `private`, `host`, `none`, `service:x` or `container:x`. */
export const ipc: Attribute<string> = namespaceMode('IpcMode')
