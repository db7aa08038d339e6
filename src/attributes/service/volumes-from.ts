import { type Attribute, extend } from '../kinds/attribute.ts'
import { list } from '../kinds/list.ts'

/** `service[:mode]` or `container:name[:mode]`: all mounts of another container. The engine never gets the mode (2.40.3). */
export const volumesFrom: Attribute<readonly string[]> = extend(list(), {
  translate: (value, draft, to) => {
    draft.body.HostConfig['VolumesFrom'] = value.map((written) => {
      const from = readVolumesFrom(written)
      return 'service' in from ? to.containerOf(from.service) : from.container
    })
  },
})

/** Whose volumes an entry means. */
export function readVolumesFrom(written: string): { readonly service: string } | { readonly container: string } {
  const [first = '', second = ''] = written.split(':')
  return first === 'container' ? { container: second } : { service: first }
}
