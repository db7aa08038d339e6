/** A part of a line, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

const secretWord = 'pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|auth|private|signing|encryption|salt|dsn'
const secretKey = `[\\w.-]*(?:${secretWord}|(?:[_.-]|^|\\b)(?:api|app|access|master|license)?key(?![a-z]))[\\w.-]*`
// A key, its separator, and the value up to where YAML or a list of settings ends it.
const setting = new RegExp(
  `(?:^|[\\s"'{\\[,&?;(-]|\\$\\{)(${secretKey})(?:["']?\\s*(?::[-+?]?\\s*|=\\s*|\\+|-(?=[^\\w.])))("[^"]*"?|'[^']*'?|[^\\s"'][^,}\\]]*)`,
  'gi',
)
const credentials = /:\/\/[^\s/:@]*:([^\s/@]+)@/g
// Attributes of the specification that look secret and hold names only.
const harmless = /^(?:secrets?|credential_spec|x-[\w.-]*|driver|external|source|target)$/i

/**
 * The parts of a line of a compose or env file that may be secret: values of keys that look like a password, a token
 * or a key, and passwords in URLs. References such as `${PW}` stay, their defaults do not.
 */
export function secretSpans(line: string): readonly Span[] {
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

/** Whether a key looks as if its value were secret. */
export function looksSecret(key: string): boolean {
  return !harmless.test(key) && new RegExp(`^${secretKey}$`, 'i').test(key)
}
