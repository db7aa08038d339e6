import { type Attribute, extend } from './kinds/attribute.ts'
import { fileObject, requireOneSource } from './kinds/file-object.ts'
import type { FileObject } from './kinds/file-source.ts'

/** A secret of the top level. */
export type Secret = FileObject

/** `secrets.*`; exactly one of file, environment and external (docker compose 2.40.3). */
export const secret: Attribute<Secret> = extend(fileObject, {
  parse: (node, scope) => {
    if (node.kind === 'map') requireOneSource(node, scope, ['file', 'environment'])
    return fileObject.parse(node, scope)
  },
})
