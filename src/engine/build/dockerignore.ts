import { linearMatch } from './linear-match.ts'

/** Says of a path within the context, with slashes, whether it stays out. */
export interface Ignore {
  readonly excludes: (path: string) => boolean
  /** Whether something under an excluded folder may be let in again. */
  readonly mayLetIn: (folder: string) => boolean
}

interface Rule {
  readonly pattern: string
  readonly lets: 'in' | 'out'
  readonly matches: (path: string) => boolean
}

/**
 * The rules of a `.dockerignore`, as docker reads them (moby/patternmatcher): the last rule that fits the path or a
 * folder above it decides; `!` lets in again; `*` and `?` stop at a slash, `**` does not; a leading slash means nothing;
 * lines that start with `#` are comments. Throws RangeError on a pattern that is none.
 */
export function readIgnore(text: string): Ignore {
  return ignoring(patternsIn(text))
}

/** The same for patterns that are written one by one, as in `develop.watch`: `#` begins no comment. */
export function ignoringPaths(patterns: readonly string[]): Ignore {
  const trimmed = patterns.map((pattern) => pattern.trim()).filter((pattern) => pattern !== '')
  return ignoring(trimmed.map((it) => (it.startsWith('!') ? `!${tidied(it.slice(1).trim())}` : tidied(it))))
}

/** The same for patterns, in order. */
export function ignoring(patterns: readonly string[]): Ignore {
  const rules = patterns.map(rule)
  const exceptions = rules.filter(({ lets }) => lets === 'in')
  return {
    excludes: (path) => {
      const above = withFolders(path)
      return rules.findLast(({ matches }) => above.some(matches))?.lets === 'out'
    },
    mayLetIn: (folder) => exceptions.some(({ pattern }) => mayMatchUnder(pattern, folder)),
  }
}

/** The lines that are patterns: trimmed, cleaned, without leading slash. */
export function patternsIn(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n')
  return lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('!') ? `!${tidied(line.slice(1).trim())}` : tidied(line)))
}

function tidied(pattern: string): string {
  if (pattern === '') return pattern
  const path = clean(pattern)
  return path.length > 1 ? path.replace(/^\//, '') : path
}

/** Without `.`, `..`, doubled and trailing slashes (Go's path.Clean). */
function clean(path: string): string {
  const absolute = path.startsWith('/')
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (!absolute) parts.push(part)
  }
  return absolute ? `/${parts.join('/')}` : parts.join('/') || '.'
}

function rule(text: string): Rule {
  const lets = text.startsWith('!') ? 'in' : 'out'
  const pattern = lets === 'in' ? text.slice(1) : text
  if (pattern === '') throw new RangeError(`${JSON.stringify(text)} excludes nothing: a pattern must follow`)
  return { pattern, lets, matches: matcher(pattern) }
}

function matcher(pattern: string): (path: string) => boolean {
  const special = /[*?[\]\\]/
  if (!special.test(pattern)) return (path) => path === pattern
  // `**` at the start, and nothing special after it, fits ends of words too: `**x` fits `ax`.
  if (pattern.startsWith('**') && !special.test(pattern.slice(2))) {
    const suffix = pattern.slice(2)
    return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1))
  }
  if (pattern.endsWith('**') && !special.test(pattern.slice(0, -2))) {
    const prefix = pattern.slice(0, -2)
    return (path) => path.startsWith(prefix)
  }
  const source = sourceOf(pattern)
  const expression = expressionOf(source, pattern)
  // RegExps are faster, and with few of them hardly ever try much.
  if ((pattern.match(/\*+/g)?.length ?? 0) > fewStars) return linearMatch(source)
  return (path) => expression.test(path)
}

const fewStars = 3

function sourceOf(pattern: string): string {
  return pattern.replace(/\*\*\/?$|\*\*\/?|\*|\?|\\.|[.+()|{}$]/g, (part, at: number) => {
    if (part.startsWith('**')) return at + part.length === pattern.length ? '.*' : '(.*/)?'
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    return literal(part.startsWith('\\') ? part.slice(1) : part)
  })
}

function expressionOf(source: string, pattern: string): RegExp {
  try {
    return new RegExp(`^${source}$`)
  } catch {
    throw new RangeError(`${JSON.stringify(pattern)} is not a pattern: is a bracket missing?`)
  }
}

function literal(character: string): string {
  return /\w/.test(character) ? character : `\\${character}`
}

function withFolders(path: string): string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

function mayMatchUnder(pattern: string, folder: string): boolean {
  const [plain = ''] = /^[^*?[\\]*/.exec(pattern) ?? []
  const under = `${folder}/`
  return plain.startsWith(under) || (plain.length < pattern.length && under.startsWith(plain))
}
