/**
 * What varies from run to run by nature: times, ids, addresses, ports that the system picks. Each pattern is linear. A line
 * is compared with a word in its place, and recorded with a value that stays.
 */
interface Kind {
  readonly find: RegExp
  readonly word: string
  /** What is recorded for the n-th different value, from 0. */
  readonly show: (n: number, found: string) => string
}

const kinds: readonly Kind[] = [
  {
    find: /\b\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z\b|(?: ?[+-]\d\d:?\d\d)?(?: (?:UTC|[A-Z]{3,4}))?)/g,
    word: '<date>',
    show: (_, found) => (found.includes('T') ? '2025-01-01T12:00:00Z' : '2025-01-01 12:00:00'),
  },
  {
    find: /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\d\d? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w* [ \d]\d?[ \d:]*(?:[A-Z]{3,4})?(?: \d{4})?/g,
    word: '<date>',
    show: () => 'Wed, 01 Jan 2025 12:00:00 GMT',
  },
  {
    find: /\b\d\d?\/(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?/g,
    word: '<date>',
    show: () => '01/Jan/2025:12:00:00 +0000',
  },
  { find: /\b\d\d:\d\d:\d\d(?:\.\d+)?\b/g, word: '<time>', show: () => '12:00:00' },
  {
    find: /\b(?:sha256:)?(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{64}\b/g,
    word: '<id>',
    show: (n, found) => (found.startsWith('sha256:') ? `sha256:${fakeId(n, 64)}` : fakeId(n, 64)),
  },
  { find: /\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12}\b/g, word: '<id>', show: (n) => fakeId(n, 12) },
  {
    find: /\b(?:172\.(?:1[6-9]|2\d|3[01])|192\.168|10\.\d{1,3})\.\d{1,3}\.\d{1,3}\b/g,
    word: '<ip>',
    show: (n) => `172.18.0.${2 + (n % 250)}`,
  },
  {
    // The range in which Linux picks ports.
    find: /(?<=(?:127\.0\.0\.1|0\.0\.0\.0|localhost|\[::1?\]):)(?:3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|6\d{4})\b/g,
    word: '<port>',
    show: (n) => String(49_153 + (n % 10_000)),
  },
  { find: /(?<=\bpid )\d+\b/g, word: '<pid>', show: (n) => String(4242 + n) },
  {
    find: /\b(?:(?:[Aa]bout )?an? (?:minute|hour|second)|[Ll]ess than a second|\d+ (?:seconds?|minutes?|hours?|days?|weeks?))(?: ago)?\b/g,
    word: '<duration>',
    show: (_, found) => (found.endsWith(' ago') ? '2 seconds ago' : '2 seconds'),
  },
  // Whether the first check has been made yet.
  { find: /\((?:healthy|health: starting)\)/g, word: '<health>', show: () => '(healthy)' },
  { find: /(?<![\w.])\d+(?:\.\d+)?\s?(?:ms|µs|us|ns|s)\b/g, word: '<duration>', show: (_, found) => steady(found) },
]

/** Where this machine is reached: a copy publishes on one address what the files publish on all. */
const published = /(?:0\.0\.0\.0|127\.0\.0\.1|\[::1?\]|::):(?=(?:\d+|<port>)(?:-\d+)?->)/g
/** A cell of ports, each of which may stand there for IPv4 and for IPv6. */
const ports = /<here>:[^\s,]+(?:, [^\s,]+->[^\s,]+)*/g

/** A line as it is compared: a word in place of all that varies. Blanks at the end and the width of columns mean nothing. */
export function comparable(line: string): string {
  return kinds
    .reduce((text, { find, word }) => text.replace(find, word), line)
    .replace(published, '<here>:')
    .replace(ports, (cell) => [...new Set(cell.split(', '))].join(', '))
    .replace(/(\S) {2,}/g, '$1  ')
    .trimEnd()
}

/** Puts values that stay in place of what varies: the same one for the same value, however often it comes. */
export interface Steadier {
  (line: string): string
}

/** Gives each varying word (an id, a time, a port) the same stand-in wherever it comes again. */
export function createSteadier(): Steadier {
  const known = kinds.map(() => new Map<string, number>())
  return (line) =>
    kinds.reduce(
      (text, { find, show }, index) =>
        text.replace(find, (found) => {
          const seen = known[index] ?? new Map<string, number>()
          const n = seen.get(found) ?? seen.size
          seen.set(found, n)
          return show(n, found)
        }),
      line,
    )
}

/** Hexadecimal digits that look like those of an id; the same for the same number. */
function fakeId(n: number, length: number): string {
  let state = (n + 1) * 2_654_435_761
  let digits = ''
  while (digits.length < length) {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0
    digits += state.toString(16).padStart(8, '0')
  }
  return digits.slice(0, length)
}

function steady(found: string): string {
  const unit = /[a-zµ]+$/.exec(found)?.[0] ?? 's'
  return found.replace(/^[\d.]+/, unit === 's' ? '1.0' : '100')
}
