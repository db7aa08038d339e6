import { type Attribute, extend } from '../kinds/attribute.ts'
import { list, oneOrMany, unique } from '../kinds/list.ts'

/** Memory file systems, `path[:options]`. */
export const tmpfs: Attribute<readonly string[]> = extend(unique(oneOrMany(list())), {
  translate: (value, draft) => {
    draft.body.HostConfig['Tmpfs'] = Object.fromEntries(value.map(readTmpfs))
  },
})

/** Path and options of one entry. */
export function readTmpfs(written: string): readonly [path: string, options: string] {
  const colon = written.indexOf(':')
  return colon < 0 ? [written, ''] : [written.slice(0, colon), written.slice(colon + 1)]
}
