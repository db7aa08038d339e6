/** A part of a line, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

const secretWord =
  'pass|pwd|(?<![a-z])pw(?![a-z])|secret|token|cred|auth|private|signing|encryption|salt|dsn|keys?(?![a-z])|cert(?:ificate)?(?![a-z])'
const secretName = new RegExp(secretWord, 'i')
const secretKey = `[\\w.-]*(?:${secretWord})[\\w.-]*`
// A key, its separator, and the value up to where YAML or a list of settings ends it.
const setting = new RegExp(
  `(?:^|[\\s"'{\\[,&?;(-]|\\$\\{)(${secretKey})(?:["']?\\s*(?::[-+?]?\\s*|=\\s*|\\+|-(?=[^\\w.])))("[^"]*"?|'[^']*'?|[^\\s"'][^,}\\]]*)`,
  'gi',
)
const credentials = /:\/\/[^\s/:@]*:([^\s/@]+)@/g
// Attributes of the specification that look secret and hold names only.
const harmless = /^(?:secrets?|credential_spec|x-[\w.-]*|driver|external|source|target)$/i

// Looking for keys costs the square of the line; nobody writes such a line by hand, and hiding all of it is safe.
const longest = 4000

/**
 * The parts of a line of a compose or env file that may be secret: values of keys that look like a password, a token
 * or a key, and passwords in URLs. References such as `${PW}` stay, their defaults do not.
 */
export function secretSpans(line: string): readonly Span[] {
  if (line.length > longest) return [{ start: 0, end: line.length }]
  const spans: Span[] = []
  for (const match of line.matchAll(setting)) {
    const [whole, key = '', value = ''] = match
    if (harmless.test(key) || /^\$\{?\w+\}?["']?\s*$/.test(value)) continue
    const end = match.index + whole.length
    const reference = /^["']?\$\{\w+:?[-+?]?/.exec(value)?.[0].length ?? 0
    spans.push({ start: end - value.length + reference, end })
  }
  for (const match of line.matchAll(credentials)) {
    const [whole, password = ''] = match
    const end = match.index + whole.length - 1
    if (!password.startsWith('$')) spans.push({ start: end - password.length, end })
  }
  return spans.sort((a, b) => a.start - b.start)
}

/** The line with `***` in place of what may be secret. */
export function masked(line: string): string {
  return secretSpans(line).reduceRight((rest, { start, end }) => `${rest.slice(0, start)}***${rest.slice(end)}`, line)
}

/** Whether the value of a variable, attribute or label of this name may be secret: the one rule for names. */
export function namesSecret(name: string): boolean {
  return secretName.test(name)
}

/** The same for a key of a compose file, where some that look secret hold names only. */
export function looksSecret(key: string): boolean {
  return !harmless.test(key) && namesSecret(key)
}
