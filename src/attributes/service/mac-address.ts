import { type Attribute, extend } from '../kinds/attribute.ts'
import { warnRefused } from '../kinds/invalid.ts'
import { string } from '../kinds/scalars.ts'

/** MAC address in the first network; written to the payload by `endpoints.ts`. */
export const macAddress: Attribute<string> = extend(string(), {
  parse: (node, scope) => {
    const value = string().parse(node, scope)
    if (value !== undefined && !isMacAddress(value)) {
      warnRefused(node, scope, { be: 'a MAC address', example: '02:42:ac:11:00:02' })
    }
    return value
  },
})

/** Six pairs of hexadecimal digits, joined by `:` or `-`, or three quadruples joined by `.`. */
export function isMacAddress(written: string): boolean {
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$|^([0-9a-f]{2}-){5}[0-9a-f]{2}$|^([0-9a-f]{4}\.){2}[0-9a-f]{4}$/i.test(written)
}
