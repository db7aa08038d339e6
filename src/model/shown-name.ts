import type { Naming } from './names.ts'

/** What logs call a container: its name without the project's; the whole name where `container_name` chose it. */
export function shownName(container: string, { name, separator }: Naming): string {
  const prefix = `${name}${separator}`
  return container.startsWith(prefix) ? container.slice(prefix.length) : container
}
