import { type Attribute, extend } from './attribute.ts'
import { unfoldExternal } from './external.ts'
import type { FileObject } from './file-source.ts'
import { fileObject, requireOneSource } from './file-object.ts'

/** A config of the top level. */
export type Config = FileObject

/** `configs.*`; exactly one of file, environment, content and external (reference 2.8). */
export const config: Attribute<Config> = extend(fileObject, {
  canonical: (node, scope) => fileObject.canonical(unfoldExternal(node, scope), scope),
  parse: (node, scope) => {
    if (node.kind === 'map') requireOneSource(node, scope, ['file', 'environment', 'content'])
    return fileObject.parse(node, scope)
  },
})
