import { goType } from './go-type.ts'
import { numberText, shown } from './shown.ts'

/** Go's Sprintf for the verbs that texts and numbers have: `%s %v %q %d %x %X %t %f %g %e %c %%`, with flags, width and precision. */
export function printf(format: string, args: readonly unknown[]): string {
  let used = 0
  const next = (): unknown => args[used++]
  const number = (given: string | undefined): number | undefined =>
    given === '*' ? Number(next()) : given === undefined ? undefined : Number(given)
  let text = ''
  let at = 0
  for (const match of format.matchAll(/%([-+# 0]*)(\*|\d+)?(?:(\.)(\*|\d+)?)?([a-zA-Z%])/g)) {
    const [whole, flags = '', width, point, precision, verb = ''] = match
    text += format.slice(at, match.index)
    at = match.index + whole.length
    const [wide = 0, exact] = [number(width), point === undefined ? undefined : (number(precision) ?? 0)]
    if (verb === '%') text += '%'
    else if (used >= args.length) text += `%!${verb}(MISSING)`
    else text += padded(formatted(next(), { flags, verb, exact }), flags, wide)
  }
  text += format.slice(at)
  const extra = args.slice(used)
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.map((arg) => `${goType(arg)}=${shown(arg)}`).join(', ')})`
}

interface Verb {
  readonly flags: string
  readonly verb: string
  readonly exact: number | undefined
}

function formatted(value: unknown, { flags, verb, exact }: Verb): string {
  const sign = flags.includes('+') && typeof value === 'number' && value >= 0 ? '+' : ''
  switch (verb) {
    case 'v':
      return sign + shown(value)
    case 's':
      if (typeof value === 'number' || typeof value === 'boolean') break
      return exact === undefined ? shown(value) : Array.from(shown(value)).slice(0, exact).join('')
    case 'q':
      if (Array.isArray(value)) return `[${value.map((item) => JSON.stringify(item)).join(' ')}]`
      if (typeof value === 'string') return JSON.stringify(value)
      break
    case 'd':
      if (typeof value === 'number' && Number.isInteger(value)) return sign + String(value)
      break
    case 'x':
    case 'X':
      if (typeof value === 'string') return cased(Buffer.from(value).toString('hex'), verb)
      if (typeof value === 'number' && Number.isInteger(value)) return sign + cased(value.toString(16), verb)
      break
    case 't':
      if (typeof value === 'boolean') return String(value)
      break
    case 'c':
      if (typeof value === 'number') return String.fromCodePoint(value)
      break
    case 'f':
      // Whole numbers of ours are integers of Go, which `%f` refuses.
      if (typeof value === 'number' && !Number.isInteger(value)) return sign + value.toFixed(exact ?? 6)
      break
    case 'g':
      if (typeof value === 'number' && !Number.isInteger(value))
        return sign + numberText(exact === undefined ? value : Number(value.toPrecision(exact)))
      break
    case 'e':
      if (typeof value === 'number' && !Number.isInteger(value))
        return sign + value.toExponential(exact ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')
  }
  return `%!${verb}(${goType(value)}=${shown(value)})`
}

function padded(text: string, flags: string, width: number): string {
  const missing = width - Array.from(text).length
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0')) return ' '.repeat(missing) + text
  return /^[+-]/.test(text) ? (text[0] ?? '') + '0'.repeat(missing) + text.slice(1) : '0'.repeat(missing) + text
}

function cased(hex: string, verb: 'x' | 'X'): string {
  return verb === 'X' ? hex.toUpperCase() : hex
}
