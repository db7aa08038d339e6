import { type Attribute, extend } from '../kinds/attribute.ts'
import { listOf } from '../kinds/list-of.ts'
import { unique } from '../kinds/list.ts'
import { type FileReference, fileReference, provide, targetKey } from './file-reference.ts'

/** Configs that the container sees as files, in `/` by default; one for each target, the last wins. */
export const configs: Attribute<readonly FileReference[]> = extend(
  unique(listOf(fileReference), (item) => targetKey(item, '')),
  {
    translate: (value, draft, to) => {
      const kind = { name: 'config', folder: '/' } as const
      for (const one of value) provide(one, draft, { kind, file: to.config(one.source ?? ''), to })
    },
  },
)
