import { type Attribute, extend } from './kinds/attribute.ts'
import { fileObject, requireOneSource } from './kinds/file-object.ts'
import type { FileObject } from './kinds/file-source.ts'

/** A config of the top level. */
export type Config = FileObject

/** `configs.*`; exactly one of file, environment, content and external (docker compose 2.40.3). */
export const config: Attribute<Config> = extend(fileObject, {
  parse: (node, scope) => {
    if (node.kind === 'map') requireOneSource(node, scope, ['file', 'environment', 'content'])
    return fileObject.parse(node, scope)
  },
})
