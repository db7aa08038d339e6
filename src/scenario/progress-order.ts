// ` Container web-1  Started`: a line of the progress of docker compose 2.40.3 and muster, kind and name first.
const progress =
  /^ (Network|Volume|Image|Container|Service|Secret|Config) (.+?)(?: {2,}| (?:to|from) snapshot \S+ | as new )(\S.*)$/

/** What a line of progress is about. */
export interface Progress {
  readonly kind: string
  readonly name: string
  /** `Creating`, `Healthy`, … */
  readonly word: string
}

/** What a line of plain progress tells; undefined for another line. */
export function progressOf(line: string): Progress | undefined {
  const [found, kind = '', name = '', word = ''] = progress.exec(line) ?? []
  return found === undefined ? undefined : { kind, name, word }
}

/** Whether a line says that a wait takes long: `db: still waiting after 10 s: probe exit 2`. The same wait is short elsewhere. */
export function isReminder(line: string): boolean {
  return /^\S+: still waiting after \d+ (?:s|min): /.test(line)
}

const ranks: readonly string[] = ['Image', 'Network', 'Volume', 'Secret', 'Config', 'Service', 'Container']

/**
 * For comparison: lines of progress of things that are made side by side, in an order that does not depend on who was faster: those that
 * follow each other by what they are about, each thing's own lines as they came. All other lines stay where they are.
 */
export function inOrder(lines: readonly string[]): readonly string[] {
  const result: string[] = []
  let run: string[] = []
  const flush = (): void => {
    result.push(...sorted(run))
    run = []
  }
  for (const line of lines) {
    if (progressOf(line) !== undefined) run.push(line)
    else {
      flush()
      result.push(line)
    }
  }
  flush()
  return result
}

function sorted(run: readonly string[]): readonly string[] {
  const keyed = run.map((line, index) => {
    const { kind = '', name = '' } = progressOf(line) ?? {}
    return { line, index, rank: ranks.indexOf(kind), name }
  })
  keyed.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.index - b.index))
  return keyed.map(({ line }) => line)
}
