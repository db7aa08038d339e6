import type { Attribute } from '../kinds/attribute.ts'
import { list, unique } from '../kinds/list.ts'
import type { Translation } from '../kinds/translation.ts'

/** `service[:alias]`; makes the service known under more names and depends on it. Written to the payload by `endpoints.ts`. */
export const links: Attribute<readonly string[]> = unique(list())

/** Service and alias of a link. */
export function readLink(link: string): { readonly service: string; readonly alias: string } {
  const [service = '', alias = service] = link.split(/:(.*)/s, 2)
  return { service, alias }
}

/**
 * Links as the engine takes them, `container:alias`: each container of a linked service under its alias, under
 * `service-<number of this container>` and under `project-service-<number>`; then external ones (docker compose 2.40.3).
 */
export function linksOf(
  service: { readonly links?: readonly string[]; readonly external_links?: readonly string[] },
  to: Translation,
): string[] {
  const own = (service.links ?? []).flatMap((link) => {
    const { service: target, alias } = readLink(link)
    const numbered = `${target}${to.separator}${to.number}`
    const names = [alias, numbered, `${to.project}${to.separator}${numbered}`]
    return to.containersOf(target).flatMap((container) => names.map((name) => `${container}:${name}`))
  })
  const foreign = (service.external_links ?? []).map((link) => {
    const { service: container, alias } = readLink(link)
    return `${container}:${alias}`
  })
  return [...own, ...foreign]
}
