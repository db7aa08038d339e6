/** A mistake in compose files. */
export interface Row {
  readonly mistake: string
  readonly files: Readonly<Record<string, string>>
  /** Variables of the shell. */
  readonly env?: Readonly<Record<string, string>>
  /** `file:line:column code`, one for each error. */
  readonly errors: readonly string[]
  /** Part of the remedy or of the message of the first error. */
  readonly says?: string
  /** The other places that the first error shows. */
  readonly notes?: readonly string[]
}

/** A file of these lines. */
export function compose(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

/** A service `web` with more lines. */
export function web(...lines: readonly string[]): Readonly<Record<string, string>> {
  return { 'compose.yaml': compose('services:', '  web:', '    image: busybox', ...lines) }
}
