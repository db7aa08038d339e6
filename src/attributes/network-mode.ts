import { type Attribute, extend } from './attribute.ts'
import { sharedService } from './namespace-mode.ts'
import { string } from './scalars.ts'

/** none, host, bridge, `service:x`, `container:x` or the engine's name of a network; excludes `networks`. */
export const networkMode: Attribute<string> = extend(string(), {
  translate: (value, draft, to) => {
    const service = sharedService(value)
    draft.body.HostConfig['NetworkMode'] = service === undefined ? value : `container:${to.containerOf(service)}`
    if (value === 'disabled') draft.body['NetworkDisabled'] = true
  },
})
