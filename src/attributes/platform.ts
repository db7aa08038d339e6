import { type Attribute, extend } from './attribute.ts'
import { string } from './scalars.ts'

/** `os[/arch[/variant]]` that is pulled, built and created. */
export const platform: Attribute<string> = extend(string(), {
  translate: (value, draft) => {
    draft.platform = value
  },
})
