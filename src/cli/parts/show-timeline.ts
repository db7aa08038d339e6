import type { Timeline } from '../../api/timeline.ts'
import type { Terminal } from '../../render/terminal.ts'
import type { Context } from '../session/context.ts'
import { UsageError } from '../usage-error.ts'

/** Where a timeline goes, and in which form. */
export interface TimelineTarget {
  readonly format: 'text' | 'json' | 'html'
  /** Absent: the terminal. */
  readonly file?: string
}

/** What `--timeline` asks for: a format, or a file whose name ends in .json, .html or .txt. Throws UsageError for anything else. */
export function timelineTarget(value: string): TimelineTarget {
  if (value === 'text' || value === 'json' || value === 'html') return { format: value }
  const [, ending = ''] = /\.(json|html?|txt)$/i.exec(value) ?? []
  if (ending === '')
    throw new UsageError(
      `invalid --timeline option ${JSON.stringify(value)}: must be text, json, html, or a file whose name ends in .txt, .json or .html`,
      'write for instance `--timeline=start.html`',
    )
  const format = ending.toLowerCase() === 'json' ? 'json' : ending.toLowerCase() === 'txt' ? 'text' : 'html'
  return { format, file: value }
}

/** Writes a timeline; text and data go to the stream that is given. */
export async function showTimeline(
  timeline: Timeline,
  { format, file }: TimelineTarget,
  { to, terminal, save }: { readonly to: 'out' | 'err' } & Pick<Context, 'save'> & { readonly terminal: Terminal },
): Promise<void> {
  const text = await textOf(timeline, format, file === undefined ? terminal[to].columns() : 100)
  if (file === undefined) terminal[to].write(text)
  else await save(file, text)
}

async function textOf(timeline: Timeline, format: TimelineTarget['format'], width: number): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../../render/timeline/text.ts')).timelineText(timeline, width)
    case 'json':
      return (await import('../../render/timeline/json.ts')).timelineJson(timeline)
    case 'html':
      return (await import('../../render/timeline/page.ts')).timelinePage(timeline)
  }
}
