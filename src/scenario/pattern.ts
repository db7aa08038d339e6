/** A regular expression that a user wrote: it is only ever run where it can be stopped. */
export interface Pattern {
  readonly source: string
  readonly flags: string
}

/** Reads `/re/flags`, and where there are no slashes the whole text as the expression. Throws a SyntaxError. */
export function readPattern(text: string): Pattern {
  const [, source = text, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? []
  // Compiled to learn whether it can be; matching is what may take for ever.
  const { flags: known } = new RegExp(source, flags.replace('g', ''))
  return { source, flags: known }
}

/** As it is written in a scenario. */
export function patternText({ source, flags }: Pattern): string {
  return `/${source}/${flags}`
}

/** The expression for a text as it is. */
export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
