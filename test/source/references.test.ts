import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const reference = readFileSync('src/COMPOSE.md', 'utf8')
const rules = new Set([...reference.matchAll(/^\| (R-\d+) \|/gm)].map(([, id]) => id))
const quirks = new Set([...reference.matchAll(/^(\d+)\. /gm)].map(([, number]) => `quirk ${number}`))
const sections = new Set([...reference.matchAll(/^## (.*)$/gm)].map(([, title = '']) => title.toLowerCase()))

const sources = ['src', 'test', 'scripts'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
)

function cited(pattern: RegExp): readonly string[] {
  return sources.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(pattern)].map(([, name = '']) => name))
}

test('every rule of docker compose that a comment cites stands in src/COMPOSE.md', () => {
  const ids = [...cited(/\b(R-\d+)\b/g), ...cited(/\b(quirk \d+)\b/g)]
  expect(ids.length).toBeGreaterThan(150)
  expect(ids.filter((id) => !rules.has(id) && !quirks.has(id))).toEqual([])
})

test('every section of src/COMPOSE.md that a comment cites is there', () => {
  const titles = cited(/\(COMPOSE\.md: ([A-Za-z ]+)/g)
  expect(titles.length).toBeGreaterThan(20)
  expect(titles.filter((title) => !sections.has(title.toLowerCase()))).toEqual([])
})

test('every folder of src stands in the table of ARCHITECTURE.md', () => {
  const text = readFileSync('src/ARCHITECTURE.md', 'utf8')
  const folders = readdirSync('src', { withFileTypes: true }).filter((it) => it.isDirectory())
  expect(folders.length).toBeGreaterThan(15)
  // What is in `generated` is made by `npm run build`.
  expect(folders.map(({ name }) => name).filter((name) => !text.includes(`| \`${name}/\` |`))).toEqual(['generated'])
})
