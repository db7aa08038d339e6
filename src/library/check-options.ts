/** What an option has to be, in words, and whether a value is. */
interface Kind {
  readonly be: string
  readonly fits: (value: unknown) => boolean
}

const text: Kind = { be: 'a string', fits: (value) => typeof value === 'string' }
const texts: Kind = { be: 'an array of strings', fits: (value) => Array.isArray(value) && value.every(text.fits) }
const truth: Kind = { be: 'true or false', fits: (value) => typeof value === 'boolean' }
const number: Kind = { be: 'a number', fits: (value) => typeof value === 'number' && !Number.isNaN(value) }
const object: Kind = { be: 'an object', fits: (value) => typeof value === 'object' && value !== null }

/** What plain JavaScript may get wrong; TypeScript knows already. */
const kinds: ReadonlyMap<string, Kind> = new Map([
  ...['project', 'cwd', 'projectDirectory', 'host', 'context'].map((name): [string, Kind] => [name, text]),
  ...['files', 'envFiles', 'profiles', 'insecureRegistries', 'services'].map((name): [string, Kind] => [name, texts]),
  ...['allowRemote', 'adopt', 'rebuildStale', 'allResources', 'compatibility'].map((name): [string, Kind] => [
    name,
    truth,
  ]),
  ...['lockTimeout', 'waitTimeout', 'timeout', 'parallel'].map((name): [string, Kind] => [name, number]),
  ['compose', { be: 'the text of a compose file or an object', fits: (it) => text.fits(it) || object.fits(it) }],
  ['isolate', { be: 'true or a name', fits: (it) => it === true || text.fits(it) || object.fits(it) }],
  ['env', object],
  ['onEvent', { be: 'a function', fits: (value) => typeof value === 'function' }],
  ['signal', { be: 'an AbortSignal', fits: (value) => hasKey(value, 'aborted') }],
  ['scale', { be: 'a Map of names to numbers', fits: (value) => hasKey(value, 'size') }],
])

/** Throws a TypeError that names the first option which is not of its type. Values are not shown: they may be secret. */
export function checkOptions(options: object): void {
  if (!object.fits(options)) throw new TypeError(`options: an object is expected, not ${nameOf(options)}`)
  for (const [name, value] of Object.entries(options)) {
    const kind = kinds.get(name)
    if (kind === undefined || value === undefined || kind.fits(value)) continue
    const hint = name === 'project' && hasKey(value, 'name') ? ': give its `name`' : ''
    throw new TypeError(`${name}: ${kind.be} is expected, not ${nameOf(value)}${hint}`)
  }
}

/** Test runners have several kinds of Map and AbortSignal. */
function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && key in value
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'string' || typeof value === 'function' ? `a ${typeof value}` : String(value)
}
