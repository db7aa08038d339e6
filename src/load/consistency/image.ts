import type { Diagnostic } from '../../source/diagnostic.ts'
import { suggest } from '../../source/suggest.ts'
import type { Checking } from '../checking.ts'

/** A service needs an image or a build, unless it is said already why it has none. */
export function checkImage({ project, service, report, at }: Checking): void {
  const { name, image, build, provider } = service
  if (image !== undefined || build !== undefined || provider !== undefined) return
  if (report.diagnostics.some((it) => tellsWhy(it, name))) return
  const complete = [...project.services.values()].filter((it) => it.image !== undefined || it.build !== undefined)
  const near = suggest(
    name,
    complete.map((it) => it.name),
  )
  report.error('no-image', `service "${name}" has neither an image nor a build context specified`, {
    ...at(),
    fix:
      near === undefined
        ? 'add `image:` or `build:`'
        : `did you mean \`${near}\`? If not, add \`image:\` or \`build:\``,
  })
}

const sources = ['image', 'build', 'extends']

/** The key is misspelt or holds something else, or the service that is extended is missing. */
function tellsWhy({ severity, kind, path: [section, service, key = ''] = [] }: Diagnostic, name: string): boolean {
  if (severity !== 'error' || section !== 'services' || service !== name) return false
  if (sources.includes(String(key))) return true
  return kind === 'unknown-key' && suggest(String(key), sources) !== undefined
}
