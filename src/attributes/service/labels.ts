import { type Attribute, extend } from '../kinds/attribute.ts'
import { dictionary } from '../kinds/dictionary.ts'

/** The user's labels; those of docker compose are the model's business. */
export const labels: Attribute<ReadonlyMap<string, string>> = extend(dictionary(), {
  translate: (value, draft) => {
    draft.body.Labels = { ...draft.body.Labels, ...Object.fromEntries(value) }
  },
})
