import { suggest } from '../../source/suggest.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { warnRefused } from '../kinds/invalid.ts'
import { string } from '../kinds/scalars.ts'

const prefix = 'service:'

/** The service whose namespace a mode such as `service:db` shares. */
export function sharedService(mode: string | undefined): string | undefined {
  return mode?.startsWith(prefix) === true ? mode.slice(prefix.length) : undefined
}

/** A namespace mode of the engine, in which `service:x` stands for the first container of service x. */
export function namespaceMode(field: 'IpcMode' | 'PidMode'): Attribute<string> {
  return extend(knownMode(field === 'PidMode' ? pidModes : ipcModes), {
    translate: (value, draft, to) => {
      const service = sharedService(value)
      draft.body.HostConfig[field] = service === undefined ? value : `container:${to.containerOf(service)}`
    },
  })
}

const pidModes: readonly string[] = ['host', 'private']
const ipcModes: readonly string[] = ['host', 'private', 'shareable', 'none']

/** A mode of a namespace that engines refuse when it is no word of theirs, and shares no other container's. */
function knownMode(modes: readonly string[]): Attribute<string> {
  return extend(string(), {
    parse: (node, scope) => {
      const mode = string().parse(node, scope)
      if (mode !== undefined && !modes.includes(mode) && !mode.includes(':')) {
        const [example = ''] = modes
        const be = `${modes[0]}, or \`service:…\` or \`container:…\``
        warnRefused(node, scope, { be, example, meant: suggest(mode, modes) })
      }
      return mode
    },
  })
}
