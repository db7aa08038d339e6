import { createHash } from 'node:crypto'
import { markupText } from '../markup.ts'
import type { Reel } from './reel.ts'
import { type Row, rowsOf, type Style } from './rows.ts'

/**
 * The recording as a page that stands for itself: a player of our own, nothing from elsewhere, and a policy that forbids it.
 * Without scripts it shows the whole session as text.
 */
export function htmlOf(reel: Reel): string {
  const rows = rowsOf(reel)
  const title = markupText(reel.title ?? 'A recorded session')
  const styles = distinctStyles(rows)
  const data = {
    length: reel.length,
    rows: reel.rows,
    lines: rows.map(({ at, pieces }) => [
      at,
      pieces.map((it) => [it.at, styles.indexOf(JSON.stringify(it.style)), it.text]),
    ]),
  }
  const player = `const reel=${json(data)};\n${program}`
  const look = `${sheet(reel)}${styles.map((style, i) => `.c${i}{${declarations(JSON.parse(style) as Style)}}`).join('')}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(look)}'; script-src '${hashOf(player)}'; base-uri 'none'; form-action 'none'">
<title>${title}</title>
<style>${look}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<pre id="screen" tabindex="0" aria-label="Terminal">${rows.map(plainRow).join('\n')}</pre>
<div id="controls" hidden>
<button id="toggle" type="button">Pause</button>
<input id="seek" type="range" min="0" max="${reel.length}" step="0.01" value="0" aria-label="Position">
<span id="clock"></span>
<select id="speed" aria-label="Speed"><option value="0.5">0.5×</option><option value="1" selected>1×</option><option value="2">2×</option><option value="4">4×</option></select>
</div>
</main>
<script>${player}</script>
</body>
</html>
`
}

function distinctStyles(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap(({ pieces }) => pieces.map(({ style }) => JSON.stringify(style))))]
}

function plainRow({ pieces }: Row): string {
  return markupText(pieces.map(({ text }) => text).join(''))
}

function sheet({ columns, rows }: Reel): string {
  return [
    'body{color-scheme:dark;margin:0;background:#14171c;color:#d8dee9;font:16px system-ui,sans-serif}',
    'main{max-width:max-content;margin:2rem auto;padding:0 1rem}',
    'h1{font-size:1.1rem;font-weight:600}',
    `#screen{background:#1e222a;border-radius:8px;padding:1rem;margin:0;overflow:auto;font:14px/18px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;width:calc(${columns}ch + 1rem);max-width:calc(100vw - 4rem);height:${rows * 18}px}`,
    '#controls{display:flex;gap:.75rem;align-items:center;margin-top:.75rem}#controls[hidden]{display:none}#seek{flex:1}',
    'button,select{font:inherit;background:#2b303b;color:inherit;border:1px solid #4c566a;border-radius:6px;padding:.25rem .75rem}',
    '#clock{font-variant-numeric:tabular-nums;font-size:.85rem}',
  ].join('')
}

function declarations({ color, background, bold, dim, italic, underline }: Style): string {
  return [
    ...(color === undefined ? [] : [`color:${color}`]),
    ...(background === undefined ? [] : [`background:${background}`]),
    ...(bold ? ['font-weight:bold'] : []),
    ...(dim ? ['opacity:.6'] : []),
    ...(italic ? ['font-style:italic'] : []),
    ...(underline ? ['text-decoration:underline'] : []),
  ].join(';')
}

/** Draws what is there at a moment: with each frame what has come since, from the start after a jump backwards. */
const program = `
const $ = (id) => document.getElementById(id)
const screen = $('screen'), toggle = $('toggle'), seek = $('seek'), clock = $('clock'), speed = $('speed')
let now = 0, last, playing = false, drawn = 0
const pieces = reel.lines.flatMap(([at, row], line) => [...(line ? [[at]] : []), ...row])
const time = (s) => Math.floor(s / 60) + ':' + String(Math.floor(s % 60)).padStart(2, '0')
function draw() {
  let end = drawn
  while (end < pieces.length && pieces[end][0] <= now) end++
  if (end > drawn) {
    const more = document.createDocumentFragment()
    for (const [, style, text] of pieces.slice(drawn, end)) {
      if (text === undefined) { more.append('\\n'); continue }
      const span = document.createElement('span')
      span.className = 'c' + style
      span.textContent = text
      more.append(span)
    }
    screen.append(more)
    screen.scrollTop = screen.scrollHeight
    drawn = end
  }
  seek.value = now
  clock.textContent = time(now) + ' / ' + time(reel.length)
}
function jump(to) {
  if (to < now) { screen.textContent = ''; drawn = 0 }
  now = Math.max(0, Math.min(to, reel.length))
  draw()
}
function set(on) {
  if (on && now >= reel.length) jump(0)
  playing = on
  last = undefined
  toggle.textContent = on ? 'Pause' : 'Play'
  if (on) requestAnimationFrame(tick)
}
function tick(at) {
  if (!playing) return
  if (last !== undefined) now = Math.min(reel.length, now + (at - last) / 1000 * speed.value)
  last = at
  draw()
  if (now >= reel.length) set(false)
  else requestAnimationFrame(tick)
}
toggle.onclick = () => set(!playing)
seek.oninput = () => { set(false); jump(Number(seek.value)) }
addEventListener('keydown', (event) => {
  if (event.target === speed || event.target === toggle) return
  if (event.key === ' ') { event.preventDefault(); set(!playing) }
  else if (event.target !== seek && event.key === 'ArrowLeft') jump(now - 5)
  else if (event.target !== seek && event.key === 'ArrowRight') jump(now + 5)
})
screen.textContent = ''
$('controls').hidden = false
if (matchMedia('(prefers-reduced-motion: reduce)').matches) { jump(reel.length); set(false) } else set(true)
`

/** JSON that cannot end the script that it stands in. */
function json(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
