import { expect, test } from 'vitest'
import { castOf } from '../../src/render/recording/cast.ts'
import { htmlOf } from '../../src/render/recording/html.ts'
import { createRecorder, type Reel } from '../../src/render/recording/reel.ts'
import { rowsOf } from '../../src/render/recording/rows.ts'
import { svgOf } from '../../src/render/recording/svg.ts'

function recorded(seed: number, lines: readonly string[] = ['one', 'two']): Reel {
  const recorder = createRecorder({ columns: 20, rows: 5, title: 'A <demo>' }, seed)
  recorder.say('Welcome')
  recorder.type('echo hello', '$')
  recorder.print(lines)
  recorder.pause('')
  return recorder.reel()
}

const forms = { castOf, svgOf, htmlOf }

test.each(Object.entries(forms))('%s gives the same bytes for the same seed, others for another', (_, form) => {
  expect(form(recorded(1))).toBe(form(recorded(1)))
  expect(form(recorded(2))).not.toBe(form(recorded(1)))
})

test('a cast is a header and events whose times only grow', () => {
  const [head = '', ...events] = castOf(recorded(1)).trimEnd().split('\n')
  expect(JSON.parse(head)).toMatchObject({ version: 2, width: 20, height: 5, title: 'A <demo>' })
  const read = events.map((line) => JSON.parse(line) as [number, string, string])
  expect(read.map(([at]) => at)).toEqual(read.map(([at]) => at).toSorted((a, b) => a - b))
  expect(read.map(([, , text]) => text).join('')).toContain('one\r\ntwo\r\n')
})

test('rows break where the screen ends, wide letters by their width, and colours go on', () => {
  const text = '\x1b[31mabcdefgh日本\x1b[0m!'
  const rows = rowsOf({ title: undefined, columns: 10, rows: 5, length: 1, moments: [{ at: 0, text }] })
  expect(rows.map(({ pieces }) => pieces.map((it) => `${it.column}:${it.text}:${it.style.color ?? '-'}`))).toEqual([
    ['0:abcdefgh日:#e06c75'],
    ['0:本:#e06c75', '2:!:-'],
  ])
})

test('what was printed can neither leave its picture nor its page', () => {
  const reel = recorded(1, ['</script><script>alert(1)</script>', '\x1b]0;title\x07', '<img src=x>'])
  for (const page of [svgOf(reel), htmlOf(reel)]) {
    expect(page).not.toMatch(/<script>alert|<img/)
    expect(page).not.toContain('\x1b')
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
  }
  expect(svgOf(reel)).not.toContain('<script')
})

test('a picture scrolls when there are more rows than it has', () => {
  expect(svgOf(recorded(1))).not.toContain('@keyframes s')
  expect(svgOf(recorded(1, ['1', '2', '3', '4', '5', '6']))).toContain('translateY(-54px)')
})
