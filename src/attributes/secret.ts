import { type Attribute, extend } from './attribute.ts'
import { unfoldExternal } from './external.ts'
import type { FileObject } from './file-source.ts'
import { fileObject, requireOneSource } from './file-object.ts'

/** A secret of the top level. */
export type Secret = FileObject

/** `secrets.*`; exactly one of file, environment and external (reference 2.8). */
export const secret: Attribute<Secret> = extend(fileObject, {
  canonical: (node, scope) => fileObject.canonical(unfoldExternal(node, scope), scope),
  parse: (node, scope) => {
    if (node.kind === 'map') requireOneSource(node, scope, ['file', 'environment'])
    return fileObject.parse(node, scope)
  },
})
