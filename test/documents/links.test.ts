import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const documents = globSync(['*.md', 'schema/*.md', 'src/*.md', 'examples/**/*.md'], {
  exclude: ['**/node_modules'],
})

test('every link of every page leads to a file of the repository, and to a heading of it', () => {
  expect(documents.flatMap((path) => linksOf(path).flatMap((link) => fault(path, link)))).toEqual([])
})

test('every page is listed in schema/README.md', () => {
  const listed = new Set(linksOf('schema/README.md'))
  const pages = globSync('schema/*').map((path) => path.slice('schema/'.length))
  expect(pages.filter((page) => page !== 'README.md' && !listed.has(page))).toEqual([])
})

function linksOf(path: string): string[] {
  const text = prose(path).replaceAll(/`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .flatMap(([, link]) => link ?? [])
    .filter((link) => !/^https?:/.test(link))
}

function fault(path: string, link: string): string[] {
  const [name = '', anchor] = link.split('#')
  const file = name === '' ? path : join(dirname(path), name)
  if (!existsSync(file)) return [`${path}: ${link}: no such file`]
  if (anchor === undefined || anchorsOf(file).has(anchor)) return []
  return [`${path}: ${link}: no such heading`]
}

/** Headings as GitHub makes anchors of them, a number behind those that repeat, and anchors that are written out. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>()
  const seen = new Map<string, number>()
  for (const [, heading = ''] of prose(path).matchAll(/^#+ (.*)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    anchors.add(count === 0 ? slug : `${slug}-${count}`)
  }
  for (const [, id = ''] of prose(path).matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id)
  return anchors
}

function prose(path: string): string {
  return readFileSync(path, 'utf8').replaceAll(/^(`{3,})[^\n]*\n.*?^\1`*[ \t]*$/gms, '')
}
