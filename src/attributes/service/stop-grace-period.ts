import { duration } from '../grammar/duration.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'

/** Nanoseconds between the stop signal and the kill. The engine knows whole seconds; the rest is cut off (2.40.3). */
export const stopGracePeriod: Attribute<number> = extend(duration(), {
  translate: (value, draft) => {
    draft.body['StopTimeout'] = Math.trunc(value / 1e9)
  },
})
