import { advice, criticalPath, type Link } from '../../plan/critical-path.ts'
import type { Span, SpanKind, Timeline } from '../../plan/timeline.ts'
import { escapeMarkup } from '../markup.ts'
import { pageStyle } from './page-style.ts'
import { seconds } from './seconds.ts'

/**
 * A start-up as one HTML page that needs nothing else: no script, no request, light and dark as the reader has it. The waterfall
 * is a table, so that it can be read aloud; what is critical is said by a word, not by a colour alone.
 */
export function timelinePage(timeline: Timeline): string {
  const { project, total, began, outcome, spans } = timeline
  const links = criticalPath(spans)
  const title = escapeMarkup(`How ${project} came up`)
  const result = { up: 'Up after', failed: 'Failed after', interrupted: 'Interrupted after' }[outcome]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="facts">${result} <strong>${seconds(total)}</strong>, ${spans.length + timeline.left} steps, begun at <time datetime="${escapeMarkup(began)}">${escapeMarkup(began.slice(0, 19).replace('T', ' '))} UTC</time>.</p>
${spans.length === 0 ? '<p>Nothing had to be done.</p>' : body(timeline, links)}
</main>
</body>
</html>
`
}

function body(timeline: Timeline, links: readonly Link[]): string {
  const { spans, total, left } = timeline
  const critical = new Set(links.map(({ span }) => span.id))
  const rows = spans
    .toSorted((a, b) => a.started - b.started || a.id - b.id)
    .map((span) => row(span, { total, critical: critical.has(span.id) }))
  const more = left === 0 ? '' : `\n<p>And ${left} more steps.</p>`
  const remedies = advice(links, timeline.outcome).map(
    ({ saving, text }) => `<li><strong>${seconds(saving)}</strong> ${escapeMarkup(text)}</li>`,
  )
  const why = (timeline.reasons ?? []).map((reason) => `<li>${escapeMarkup(reason)}</li>`)
  const failed = why.length === 0 ? '' : `\n<h2>Why it failed</h2>\n<ul>\n${why.join('\n')}\n</ul>`
  const faster =
    remedies.length === 0
      ? ''
      : `\n<h2>What would make it faster, and by how much</h2>\n<ul>\n${remedies.join('\n')}\n</ul>`
  return `<div class="scroll" role="region" aria-label="Waterfall of the steps" tabindex="0">
<table>
<caption>Each step from its start to its end. Solid bars are on the critical path: without them it would have been up sooner.</caption>
<thead><tr><th scope="col">Step</th><th scope="col" class="axis"><span>0</span><span>${seconds(total / 2)}</span><span>${seconds(total)}</span></th><th scope="col">Time</th><th scope="col">Critical</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>${more}
<h2>What it took, one after the other</h2>
<ol>
${links.map(link).join('\n')}
</ol>${failed}${faster}
<p class="legend" aria-hidden="true">${kinds.map((kind) => `<span class="key ${kind}"></span>${kind}`).join(' ')}</p>`
}

const kinds: readonly SpanKind[] = ['pull', 'build', 'create', 'start', 'wait', 'hook', 'stop', 'other']

/** Percent of the bar that the shortest step gets, to be seen at all. */
const leastWidth = 0.4

function row(span: Span, { total, critical }: { readonly total: number; readonly critical: boolean }): string {
  const percent = (time: number): number => (100 * time) / Math.max(1, total)
  const width = Math.max(leastWidth, percent(span.ended - span.started))
  const left = Math.min(percent(span.started), 100 - width)
  const failed = span.outcome === 'done' ? '' : ` <em>${span.outcome}</em>`
  const bar = `<span class="bar ${span.kind}${critical ? ' critical' : ''}" style="margin-left:${left.toFixed(2)}%;width:${width.toFixed(2)}%"></span>`
  return `<tr><th scope="row" title="${escapeMarkup(span.because)}">${escapeMarkup(span.text)}${failed}</th><td class="track">${bar}</td><td class="time">${seconds(span.ended - span.started)}</td><td>${critical ? 'critical' : ''}</td></tr>`
}

/** Less is no queue, milliseconds. */
const queueing = 50

function link({ span, queued }: Link): string {
  const waited =
    queued < queueing ? '' : `, after ${seconds(queued)} ${span.after.length === 0 ? 'of preparation' : 'in a queue'}`
  const because = span.because === '--wait' ? '' : ` (${escapeMarkup(span.because)})`
  return `<li><strong>${seconds(span.ended - span.started)}</strong> ${escapeMarkup(span.text)}${because}${waited}</li>`
}
