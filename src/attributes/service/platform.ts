import { type Attribute, extend } from '../kinds/attribute.ts'
import { string } from '../kinds/scalars.ts'

/** `os[/arch[/variant]]` that is pulled, built and created. */
export const platform: Attribute<string> = extend(string(), {
  translate: (value, draft) => {
    draft.platform = value
  },
})
