import { describe, expect, it } from 'vitest'
import { splitWords } from '../../src/attributes/grammar/shell-words.ts'

const rows: readonly (readonly [command: string, words: readonly string[]])[] = [
  ['', []],
  ['  ', []],
  ['a b\tc\nd', ['a', 'b', 'c', 'd']],
  [`a "b c"d 'e'f`, ['a', 'b cd', 'ef']],
  ['a "" b', ['a', '', 'b']],
  [String.raw`a \" b`, ['a', '"', 'b']],
  [String.raw`"a\nb"`, ['anb']],
  [String.raw`'a\nb'`, [String.raw`a\nb`]],
  [String.raw`a\b\\c d`, [String.raw`ab\c`, 'd']],
  ['a \\\nb', ['a', '\nb']],
  ['a\\ b', ['a b']],
  ['a # b', ['a', '#', 'b']],
  ['A=b c', ['A=b', 'c']],
  ['a $HOME', ['a', '$HOME']],
  ['a $(echo x) y', ['a', '$(echo x)', 'y']],
  ['"$(x \\"y\\")" z', ['$(x "y")', 'z']],
  ['`a b` c', ['`a b`', 'c']],
  ['é \u00a0 x', ['é', '\u00a0', 'x']],
  ['a "b && c" d', ['a', 'b && c', 'd']],
]

describe('a command in words, as docker compose 2.40.3 splits it', () => {
  it.each(rows)('%j', (command, words) => {
    expect(splitWords(command)).toEqual({ words })
  })

  it.each([
    ['echo a && echo b', ['echo', 'a'], 7],
    ['a|b', ['a'], 1],
    ['a; b', ['a'], 1],
    ['a<b c', ['a'], 1],
    ['a > b', ['a'], 2],
    ['a 2>&1', ['a'], 3],
    ['&& a', [], 0],
  ])('%j is cut at its operator', (command, words, cutAt) => {
    expect(splitWords(command)).toEqual({ words, cutAt })
  })

  it.each([
    ['a "b', 'has an unclosed double quote'],
    ["a 'b", 'has an unclosed single quote'],
    ['a `b', 'has an unclosed backtick'],
    ['a $(b', 'has an unclosed parenthesis'],
    ['a b)', 'has an unclosed parenthesis'],
    ['a (b)', 'has an unquoted `(`'],
    ['$((1+2))', 'has an unquoted `(`'],
    ['a \\', 'ends in a backslash'],
  ])('%j is refused', (command, problem) => {
    expect(splitWords(command)).toEqual({ problem })
  })
})
