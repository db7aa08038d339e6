import { describe, expect, it } from 'vitest'
import { patternsIn, readIgnore } from '../../src/engine/build/dockerignore.ts'

const files = ['a', 'a.md', 'b/a', 'b/a.md', 'b/c/a', 'b/c/d.txt', 'ba', 'x y', 'z/README.md', 'z/q/README.md']

// What is left of the files; each row is what `docker buildx build` (buildx 0.29) leaves of them.
const rules: readonly { readonly lines: string; readonly left: string }[] = [
  { lines: '', left: 'a a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: 'a', left: 'a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: '/a', left: 'a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: 'b', left: 'a a.md ba x y z/README.md z/q/README.md' },
  { lines: 'b/', left: 'a a.md ba x y z/README.md z/q/README.md' },
  { lines: './b/./c/..//', left: 'a a.md ba x y z/README.md z/q/README.md' },
  { lines: '**/a', left: 'a.md b/a.md b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: '**a', left: 'a.md b/a.md b/c/d.txt x y z/README.md z/q/README.md' },
  { lines: '*/a', left: 'a a.md b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: '*.md', left: 'a b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: '**/*.md', left: 'a b/a b/c/a b/c/d.txt ba x y' },
  { lines: 'b/**', left: 'a a.md ba x y z/README.md z/q/README.md' },
  { lines: 'b/**/a', left: 'a a.md b/a.md b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: '**', left: '' },
  { lines: '*', left: '' },
  { lines: '*\n!b/c', left: 'b/c/a b/c/d.txt' },
  { lines: '*\n!b/c\nb/c/a', left: 'b/c/d.txt' },
  { lines: '!b/c\n*', left: '' },
  { lines: '**/*.md\n!z/README.md', left: 'a b/a b/c/a b/c/d.txt ba x y z/README.md' },
  { lines: '*.md\n!**/README.md\nz', left: 'a b/a b/a.md b/c/a b/c/d.txt ba x y' },
  { lines: 'z\n!**/README.md', left: 'a a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: '?', left: 'a.md ba x y' },
  { lines: '[ab]', left: 'a.md ba x y z/README.md z/q/README.md' },
  { lines: '[^a]', left: 'a a.md ba x y' },
  { lines: 'x y', left: 'a a.md b/a b/a.md b/c/a b/c/d.txt ba z/README.md z/q/README.md' },
  { lines: '  a  ', left: 'a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: '# a\n#b', left: 'a a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: 'x\\ y', left: 'a a.md b/a b/a.md b/c/a b/c/d.txt ba z/README.md z/q/README.md' },
  { lines: 'b\\*', left: 'a a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: 'A', left: 'a a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: 'b/../a', left: 'a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: '../a', left: 'a a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: 'a.m.', left: 'a a.md b/a b/a.md b/c/a b/c/d.txt ba x y z/README.md z/q/README.md' },
  { lines: '\uFEFFa\r\nb\r\n', left: 'a.md ba x y z/README.md z/q/README.md' },
]

describe('.dockerignore', () => {
  it.each(rules)('$lines leaves $left', ({ lines, left }) => {
    const { excludes } = readIgnore(lines)
    expect(files.filter((file) => !excludes(file)).join(' ')).toBe(left)
  })

  it.each([
    { line: '!', says: /excludes nothing/ },
    { line: '[a', says: /is not a pattern/ },
  ])('$line is refused', ({ line, says }) => {
    expect(() => readIgnore(line)).toThrow(says)
  })

  it('opens an excluded folder only where something may be let in again', () => {
    expect(readIgnore('b\nz\n!b/c/*').mayLetIn('b')).toBe(true)
    expect(readIgnore('b\nz\n!b/c/*').mayLetIn('z')).toBe(false)
    expect(readIgnore('b\n!**/a').mayLetIn('b')).toBe(true)
    expect(readIgnore('b\n!b').mayLetIn('b')).toBe(false)
  })

  it('is read line by line, without comments, blanks and leading slashes', () => {
    expect(patternsIn('# x\n\n /a/ \n!/b\n!  c\n')).toEqual(['a', '!b', '!c'])
  })
})
