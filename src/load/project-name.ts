import { basename } from 'node:path'
import { type Report } from '../source/diagnostic.ts'
import { child, type Mapping, type Origin } from '../source/node.ts'

/** What may name a project, strongest first (COMPOSE.md: environment variables). */
export interface NameSources {
  /** `-p`. */
  readonly flag: string | undefined
  /** COMPOSE_PROJECT_NAME. */
  readonly variable: string | undefined
  /** Project folder, whose base name is the last resort. */
  readonly directory: string
}

/** The name that was given outside the files, which must already be canonical (quirk 10). Undefined when there is none. `setAt` is the line of an env file that sets the variable. */
export function imposedName(sources: NameSources, report: Report, setAt?: Origin): string | undefined {
  const name = sources.flag || sources.variable || undefined
  if (name === undefined) return undefined
  if (normaliseName(name) !== name) {
    report.error(
      'project-name',
      `invalid project name "${name}": must consist only of lowercase alphanumeric characters, hyphens, and underscores as well as start with a letter or number`,
      {
        fix: nameFix(name, sources.flag ? '-p' : 'COMPOSE_PROJECT_NAME'),
        ...(sources.flag || setAt === undefined ? {} : { at: setAt }),
      },
    )
  }
  return name
}

function nameFix(name: string, source: string): string {
  const normal = normaliseName(name)
  return normal === '' ? `give another name with ${source}` : `use ${source}=${normal}`
}

/** The `name:` of one file with its place, undefined when it is absent or empty. */
export function nameIn(file: Mapping): { readonly name: string; readonly at: Origin } | undefined {
  const node = child(file, 'name')
  if (node?.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return undefined
  return { name: node.value, at: node.at }
}

/**
 * The project's name from the last file that has a `name:` (normalised silently: `My.App` is `myapp`), else from the
 * folder. Reports when nothing usable is left.
 */
export function ownName(name: string | undefined, directory: string, report: Report): string {
  const chosen = normaliseName(name ?? '') || (name === undefined ? normaliseName(basename(directory)) : '')
  if (chosen === '') {
    report.error('project-name', 'project name must not be empty', { fix: 'give one with -p or `name:`' })
  }
  return chosen
}

/** Lower case letters, digits, `_` and `-`, beginning with a letter or digit. */
export function normaliseName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^-_a-z0-9]/g, '')
    .replace(/^[_-]+/, '')
}
