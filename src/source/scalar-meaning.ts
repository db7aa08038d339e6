import type { Scalar } from 'yaml'
import type { Origin } from './node.ts'
import { resolvePlain, resolveTagged } from './yaml-scalar.ts'

/** In YAML 1.1 the separators U+2028 and U+2029 break lines: blanks around them in quotes are indentation (as go-yaml v3 reads it). */
export function withoutBlanksAtBreaks(source: string, { file, start, end }: Origin): string {
  if (!/[\u2028\u2029]/.test(source)) return source
  const written = file.text.slice(start, end)
  const isEscaped = /\\[LPu]/.test(written)
  return /^["']/.test(written) && !isEscaped ? source.replace(/[ \t]*([\u2028\u2029])[ \t]*/g, '$1') : source
}

/** A scalar that is a text whatever it looks like. */
export function textual(value: string): { readonly type: 'string'; readonly value: string } {
  return { type: 'string', value }
}

/** The type and value of a scalar with this source, or, as a text, what is wrong with it. */
export function meaning(from: Scalar.Parsed, source: string): ReturnType<typeof resolveTagged> {
  const plain = from.type === 'PLAIN' || from.type === undefined
  // To go-yaml a scalar with a tag that it does not know is a text; what is reset is never read.
  if (from.tag === '!override') return textual(source)
  if (from.tag === undefined || from.tag === '!reset') return plain ? resolvePlain(source) : textual(source)
  if (from.tag === '!' && !plain) return textual(source)
  return resolveTagged(source, from.tag)
}
