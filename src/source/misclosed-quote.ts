const opening = /(?:^|[\n:,[{-])[ \t]*$/

/**
 * The quote that a text before `end` begins with, where what closes it was meant to open another text: in `["sh, "-c"]`
 * the first one. Undefined where no text in quotes ends there, or one that looks whole.
 */
export function misclosedQuote(text: string, end: number): number | undefined {
  const quote = text[end - 1]
  if (quote !== '"' && quote !== "'") return undefined
  if (!opening.test(text.slice(Math.max(0, end - 80), end - 1))) return undefined
  const start = text.lastIndexOf(quote, end - 2)
  return start >= 0 && opening.test(text.slice(Math.max(0, start - 80), start)) ? start : undefined
}
