import { expect, test } from 'vitest'
import { sectionsOf } from '../../src/render/sections.ts'
import { testSummary } from '../../src/render/test-summary.ts'

const summary = {
  subject: 'e2e',
  project: 'app-test-1',
  result: 'passed',
  passed: true,
  exitCode: 0,
  rows: [{ what: 'set-up: db', seconds: 1.26, result: 'ok' }],
  details: '',
  notes: [],
}

test('a summary is Markdown with a row for each part', () => {
  expect(testSummary(summary)).toBe(`## ✔ muster test: passed

\`e2e\` in project \`app-test-1\`, exit code 0.

| part | seconds | result |
| --- | ---: | --- |
| set-up: db | 1.3 | ok |
`)
})

test('foreign text cannot leave its place in a summary', () => {
  const text = testSummary({
    ...summary,
    subject: 'sh -c `x`',
    result: '<img src=x> | # [a](b)',
    details: 'one\n```\n## heading\n````',
  })
  expect(text).toContain('`` sh -c `x` ``')
  expect(text).toContain('\\<img src=x\\> \\| \\# \\[a\\](b)')
  expect(text).toContain('`````text\none\n```\n## heading\n````\n`````')
})

test('controls of containers become visible in a summary, wherever they stand', () => {
  const text = testSummary({
    ...summary,
    subject: 'a\x1b[2Jb',
    result: 'a\x00b\nc',
    rows: [{ what: 'x\ry', seconds: 1, result: 'z\x07' }],
    details: 'one\x1b[31m red\x1b[0m\x1b[2J\ntwo\x00\rthree',
    notes: ['\x9b2J'],
  })
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/)
  expect(text).toContain('```text\none red\\x1b[2J\ntwo\\x00\\x0dthree\n```')
})

test('parts of a job are folded as the CI system wants it', () => {
  const github = sectionsOf(new Map([['GITHUB_ACTIONS', 'true']]), () => 0)
  expect(github.begin('set-up', 'Set up') + github.end('set-up')).toBe('::group::Set up\n::endgroup::\n')
  const gitlab = sectionsOf(new Map([['GITLAB_CI', 'true']]), () => 5000)
  expect(gitlab.begin('set-up', 'Set up')).toBe('\x1b[0Ksection_start:5:muster_set-up[collapsed=true]\r\x1b[0KSet up\n')
  expect(gitlab.end('set-up')).toBe('\x1b[0Ksection_end:5:muster_set-up\r\x1b[0K\n')
  expect(sectionsOf(new Map(), () => 0).begin('a', 'A')).toBe('')
})
