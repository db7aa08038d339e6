import { describe, expect, test } from 'vitest'
import { type Files, findingsIn, remediesIn } from './linting.ts'

type Case = readonly [title: string, files: Files, found: readonly string[]]

function dockerfile(...lines: readonly string[]): Files {
  return { Dockerfile: `${lines.join('\n')}\nUSER 1000\n` }
}

function compose(text: string): Files {
  return { 'compose.yaml': `services:\n${text}` }
}

const comments: readonly Case[] = [
  ['at the end of the line', compose('  a:\n    image: node # muster-lint ignore=L003\n'), []],
  [
    'in the lines of comments above',
    compose('  a:\n    # muster-lint ignore=floating-tag\n    # It is for a try.\n    image: node\n'),
    [],
  ],
  ['behind a reason', compose('  a:\n    # It is for a try. muster-lint ignore=L003\n    image: node\n'), []],
  [
    'two lines above, something between',
    compose('  a:\n    # muster-lint ignore=L003\n    init: true\n    image: node\n'),
    ['L003 compose.yaml:5:12'],
  ],
  [
    'at the end of the line above',
    compose('  a:\n    init: true # muster-lint ignore=L003\n    image: node\n'),
    ['L003 compose.yaml:4:12'],
  ],
  ['of another rule', compose('  a:\n    image: node # muster-lint ignore=L001,L002\n'), ['L003 compose.yaml:3:12']],
  ['of several rules', compose('  a:\n    image: node # muster-lint ignore=L001,L003\n'), []],
  ['of the whole file', compose('  a:\n    image: node\n  b:\n    image: redis\n# muster-lint ignore-file=L003\n'), []],
  [
    'of another file',
    {
      ...compose('  a:\n    build: .\n  b:\n    image: redis\n'),
      Dockerfile: '# muster-lint ignore-file=L003\nFROM node\nUSER node\n',
    },
    ['L003 compose.yaml:5:12'],
  ],
  [
    'above an instruction of several lines',
    dockerfile('FROM debian:12', '# muster-lint ignore=L018', 'RUN apt-get update \\', '  && apt-get install -y curl'),
    [],
  ],
  ['in a Dockerfile, above', dockerfile('# muster-lint ignore=floating-tag', 'FROM node'), []],
  [
    'that names no rule',
    dockerfile('FROM node:22 AS a', '# muster-lint ignore=L999', 'FROM node:22'),
    ['L020 Dockerfile:2:1'],
  ],
]

describe('a comment', () => {
  test.each(comments)('%s', async (_, files, found) => {
    expect(await findingsIn(files)).toEqual(found)
  })
})

test.each([
  { word: 'floating-tags', remedy: 'did you mean `floating-tag`?' },
  { word: 'L0033', remedy: 'did you mean `L003`?' },
  { word: 'nothing-like-it', remedy: 'schema/LINT.md lists the rules' },
])('a comment that names $word is told: $remedy', async ({ word, remedy }) => {
  expect(await remediesIn(dockerfile(`# muster-lint ignore=${word}`, 'FROM node:22'))).toEqual([remedy])
})

test('services that are named are looked at alone, and rules that are ignored are not asked', async () => {
  const files = compose('  a:\n    image: node\n  b:\n    image: redis\n    privileged: true\n')
  expect(await findingsIn(files, { services: ['b'] })).toEqual(['L003 compose.yaml:5:12', 'L015 compose.yaml:6:17'])
  expect(await findingsIn(files, { ignore: ['L015', 'Floating-Tag'] })).toEqual([])
  await expect(findingsIn(files, { ignore: ['tag'] })).rejects.toThrow('"tag" is not a rule')
})

test('a Dockerfile of two services is told once', async () => {
  expect(
    await findingsIn({ ...compose('  a: {build: .}\n  b: {build: .}\n'), Dockerfile: 'FROM node\nUSER node\n' }),
  ).toEqual(['L003 Dockerfile:1:6'])
})
