import type { Span, Timeline } from './timeline.ts'

/** One step without which the start-up would have been over sooner. */
export interface Link {
  readonly span: Span
  /** Milliseconds between the end of what it waited for and its start: nobody had room for it. Of the first one: since the beginning. */
  readonly queued: number
  /** How many milliseconds sooner everything would have been up, had it taken no time. */
  readonly saving: number
}

/**
 * The critical path of a start-up, first step first: from the step that ended last back to what each one waited for last. Of two
 * that ended together the one with the smaller id counts.
 */
export function criticalPath(spans: readonly Span[]): readonly Link[] {
  const byId = new Map(spans.map((span) => [span.id, span]))
  const links: Link[] = []
  const total = endOf(spans, undefined)
  let span = lastOf(spans)
  while (span !== undefined) {
    const gate = lastOf(span.after.flatMap((id) => byId.get(id) ?? []))
    const queued = Math.max(0, span.started - (gate?.ended ?? 0))
    links.unshift({ span, queued, saving: total - endOf(spans, span.id) })
    span = gate
  }
  return links
}

function lastOf(spans: readonly Span[]): Span | undefined {
  let last: Span | undefined
  for (const span of spans)
    if (last === undefined || span.ended > last.ended || (span.ended === last.ended && span.id < last.id)) last = span
  return last
}

/** When everything would have been over, had one step taken no time: each keeps its own time and its own queueing. */
function endOf(spans: readonly Span[], without: number | undefined): number {
  const measured = new Map(spans.map(({ id, ended }) => [id, ended]))
  const ends = new Map<number, number>()
  let last = 0
  for (const { id, after, started, ended } of spans.toSorted((a, b) => a.id - b.id)) {
    const gate = Math.max(0, ...after.map((before) => measured.get(before) ?? 0))
    const sooner = Math.max(0, ...after.map((before) => ends.get(before) ?? 0))
    const end = sooner + Math.max(0, started - gate) + (id === without ? 0 : ended - started)
    ends.set(id, end)
    last = Math.max(last, end)
  }
  return last
}

/** Savings below this are noise: milliseconds, and the share of the whole. */
const [worthwhile, share] = [100, 0.05]

/**
 * What would have made a start-up faster, the best first: at most three, with what each saves in milliseconds. Nothing makes one
 * faster that never was up.
 */
export function advice(
  links: readonly Link[],
  outcome: Timeline['outcome'],
): readonly { readonly saving: number; readonly text: string }[] {
  if (outcome !== 'up') return []
  const least = Math.max(worthwhile, share * (links.at(-1)?.span.ended ?? 0))
  const steps = links
    .filter(({ saving }) => saving >= least)
    .toSorted((a, b) => b.saving - a.saving)
    .flatMap(({ span, saving }) => {
      const text = remedy(span)
      return text === undefined ? [] : [{ saving, text }]
    })
  const queued = links.slice(1).reduce((sum, link) => sum + link.queued, 0)
  const queue = { saving: queued, text: 'steps waited for others to be done with the engine: see `--parallel`' }
  return [...steps, ...(queued >= 5 * worthwhile ? [queue] : [])].slice(0, 3)
}

function remedy(span: Span): string | undefined {
  const { kind, text } = span
  switch (kind) {
    case 'pull':
      return `${text}: pull it beforehand, with \`muster pull\``
    case 'build':
      return `${text}: build it beforehand, with \`muster build\`, and copy what changes often last in its Dockerfile`
    case 'hook':
      return `${text}: its command takes this long`
    case 'wait':
      return remedyOfWait(span)
    case 'stop':
      return mayBeDeaf(span)
        ? `${text}: it takes this long to stop; see that it ends at its stop signal (\`init: true\`)`
        : undefined
    case 'create':
    case 'start':
    case 'other':
      return undefined
  }
}

/** Removals are of this kind, too, and no grace period is shorter than a second. */
function mayBeDeaf({ text, started, ended }: Span): boolean {
  return text.startsWith('stop ') && ended - started >= 1_000
}

/** What was waited for is told by the wait, and whether there is a healthcheck by how it ended. */
function remedyOfWait({ service = '', because, until, ready, note }: Span): string | undefined {
  if (until === 'completed') return `${service}: others wait for its end; make the job shorter`
  if (ready === undefined && until !== 'healthy' && note !== 'healthy')
    return note === 'completed'
      ? undefined
      : `${service}: without a healthcheck it is watched for a moment; \`x-ready\`, or a healthcheck, says when it is up`
  return because === '--wait'
    ? `${service}: its program takes this long to become ready; no other service waits for it, only \`--wait\` does`
    : `${service}: its program takes this long to become ready, and others wait for it; \`muster logs ${service}\` shows what it does`
}
