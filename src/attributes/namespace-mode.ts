import { type Attribute, extend } from './attribute.ts'
import { string } from './scalars.ts'

const prefix = 'service:'

/** The service whose namespace a mode such as `service:db` shares. */
export function sharedService(mode: string | undefined): string | undefined {
  return mode?.startsWith(prefix) === true ? mode.slice(prefix.length) : undefined
}

/** A namespace mode of the engine, in which `service:x` stands for the first container of service x. */
export function namespaceMode(field: 'IpcMode' | 'PidMode'): Attribute<string> {
  return extend(string(), {
    translate: (value, draft, to) => {
      const service = sharedService(value)
      draft.body.HostConfig[field] = service === undefined ? value : `container:${to.containerOf(service)}`
    },
  })
}
