/** A part of a line, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

// Written together, as in PGPASS and APIKEY, a word counts anywhere; words that only begin or end alike are taken out:
// COMPASS and MONKEY where they stand for themselves, PASSENGER, AUTHOR and TOKENIZER wherever they stand.
const secretWord =
  'passw|(?<!(?<![a-z])(?:com|by))pass(?!enger|ive(?![a-z])|ed(?![a-z]))|pwd|(?<![a-z])pw(?![a-z])|secret(?!ar[iy])|token(?!i[sz])|cred|auth(?!or(?!i[sz]))|private|signing|encryption|salt|dsn|(?<!(?<![a-z])(?:mon|tur|don|hoc|joc|whis))keys?(?![a-z])|cert(?:ificate)?(?![a-z])'
const secretName = new RegExp(secretWord, 'i')
/** A key whose name says that its value may be secret, as a part of a pattern. */
export const secretKey: string = `[\\w.-]*(?:${secretWord})[\\w.-]*`
// A key, its separator, and the value up to where YAML or a list of settings ends it.
const setting = new RegExp(
  `(?:^|[\\s"'{\\[,&?;(-]|\\$\\{)(${secretKey})(?:["']?\\s*(?::[-+?]?\\s*|=\\s*|\\+|-(?=[^\\w.])))("[^"]*"?|'[^']*'?|[^\\s"'][^,}\\]]*)`,
  'gi',
)
// An older form of Dockerfiles has no sign between the name and what is left of the line.
const environmentLine = new RegExp(`^(\\s*ENV\\s+${secretKey}\\s+)(?!=)\\S.*$`, 'i')
// What stands before the host of an address. A slash in a password is a mistake of many; a port is none.
const authority = /([a-z][a-z\d+.-]*):\/\/([^\s/?#"'`<>]+)@/gi
const slashed = /([a-z][a-z\d+.-]*):\/\/([^\s/:@[\]]*:(?!\d+[/?#])[^\s"'`@]*\/[^\s"'`@]*)@/gi
// As in an address, but without a scheme, in place of an image. A tag before a digest is none.
const before = /(?<![\w./:@-])([\w.-]+:[^\s/@"'`{}]+)@(?!sha\d+:)(?=[\w.[-]+[:/])/g
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
  const kept = environmentLine.exec(line)?.[1]?.length
  if (kept !== undefined) spans.push({ start: kept, end: line.length })
  for (const { start, end, password } of userinfos(line)) spans.push({ start: password ?? start, end })
  return apart(spans)
}

interface Userinfo extends Span {
  /** Where the password begins, if there is one. */
  readonly password?: number
}

/** Users of ssh are no secret, and references such as `${PW}` none either. */
function userinfos(text: string): readonly Userinfo[] {
  if (!text.includes('@')) return []
  const addresses = [...text.matchAll(authority), ...text.matchAll(slashed)].flatMap((match) => {
    const [whole, scheme = '', userinfo = ''] = match
    const isUser = !userinfo.includes(':') && /^(?:git|ssh|git\+ssh)$/i.test(scheme)
    return isUser ? [] : userinfoAt(match.index + whole.length - 1, userinfo)
  })
  const images = [...text.matchAll(before)].flatMap((match) => userinfoAt(match.index + match[0].length - 1, match[1]))
  return [...addresses, ...images]
}

function userinfoAt(end: number, userinfo = ''): readonly Userinfo[] {
  const start = end - userinfo.length
  const colon = userinfo.indexOf(':')
  if (userinfo.slice(colon + 1).startsWith('$')) return []
  return [{ start, end, ...(colon === -1 ? {} : { password: start + colon + 1 }) }]
}

/** In their order, what overlaps joined. */
function apart(spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last === undefined || span.start >= last.end) joined.push(span)
    else if (span.end > last.end) joined.splice(-1, 1, { start: last.start, end: span.end })
  }
  return joined
}

/** The text with `***` in place of user and password in addresses: it may be shown whoever wrote it. */
export function withoutUserinfo(text: string): string {
  return replaced(text, apart(userinfos(text)))
}

/** The line with `***` in place of what may be secret. */
export function masked(line: string): string {
  return replaced(line, secretSpans(line))
}

function replaced(line: string, spans: readonly Span[]): string {
  return spans.reduceRight((rest, { start, end }) => `${rest.slice(0, start)}***${rest.slice(end)}`, line)
}

/** Whether the value of a variable, attribute or label of this name may be secret: the one rule for names. */
export function namesSecret(name: string): boolean {
  return secretName.test(name)
}

/** The same for a key of a compose file, where some that look secret hold names only. */
export function looksSecret(key: string): boolean {
  return !harmless.test(key) && namesSecret(key)
}
