import { describe, expect, test } from 'vitest'
import { readScenario } from '../../src/scenario/read-scenario.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'
import { codeOf } from '../../src/source/codes.ts'
import { ComposeError } from '../../src/source/diagnostic.ts'
import { lineColumn } from '../../src/source/file.ts'

/** `line:column code message (fix)` of every mistake. */
function mistakes(path: string, text: string): readonly string[] {
  try {
    readScenario(path, text)
    return []
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error
    return error.diagnostics.map(({ at, kind, severity, message, fix }) => {
      const { line, column } = at === undefined ? { line: 0, column: 0 } : lineColumn(at.file, at.start)
      return `${line}:${column} ${codeOf(kind, severity)} ${message}${fix === undefined ? '' : ` (${fix})`}`
    })
  }
}

/** A line for each step: what is done, and what is expected of it. */
function outline({ steps }: Scenario): readonly string[] {
  return steps.map(({ number, action, expectations }) => {
    const subject =
      'line' in action ? action.line : 'path' in action ? action.path : 'text' in action ? action.text : ''
    const wanted = expectations.map(({ text, exit, contains }) =>
      [
        ...(text === undefined ? [] : [`${text.firstLine}:${text.lines.join('|')}`]),
        ...(exit === undefined ? [] : [`exit ${exit}`]),
        ...contains,
      ].join(','),
    )
    return [`${number} ${action.do} ${subject}`.trimEnd(), ...wanted].join(' => ')
  })
}

test.each([
  { step: 'fault: pause db', line: 'muster fault pause db &', lasts: 'fault' },
  { step: 'fault: pause db --for 5s &', line: 'muster fault pause db --for 5s &', lasts: 'fault' },
  { step: 'host: muster fault pause db &', line: 'muster fault pause db &', lasts: 'fault' },
  { step: 'host: muster fault pause db --for 1s', line: 'muster fault pause db --for 1s', lasts: undefined },
  { step: 'host: muster fault pause db & sleep 1', line: 'muster fault pause db & sleep 1', lasts: undefined },
])('a fault in the background is waited for until it is in place: $step', ({ step, line, lasts }) => {
  const { action } = readScenario('demo.yaml', `- ${step}\n`).steps[0] ?? {}
  expect(action).toEqual({ do: 'command', line, shell: 'sh', shown: 'typed', ...(lasts && { lasts }) })
})

describe('YAML', () => {
  test('verbs are commands of muster, and an expectation belongs to the step before it', () => {
    const text = `
steps:
  - say: hello
  - up: db
  - exec: [db, psql, -c, select 1]
  - host: muster ps
    expect: |
      one
      two
  - host: muster nope
  - expect: { exit: 1, contains: unknown }
  - down
`
    expect(outline(readScenario('/x/demo.yaml', text))).toEqual([
      '1 say hello',
      '2 command muster up -d --wait db',
      "3 command muster exec db psql -c 'select 1'",
      '4 command muster ps => 8:one|two',
      '5 command muster nope => exit 1,unknown',
      '7 command muster down',
    ])
  })

  test('a list alone is the steps', () => {
    expect(outline(readScenario('/x/demo.yaml', '- up\n- pause\n'))).toEqual([
      '1 command muster up -d --wait',
      '2 pause',
    ])
  })

  test('every mistake is reported, each at its place', () => {
    const text = `
title: [a]
projct: x
steps:
  - hots: muster ps
  - host: a
    up: b
  - say: x
  - expect: y
  - wait: { log: /(/, service: db }
  - wait: { http: web:80/, statuss: 200 }
  - http: { url: web, method: GET, header: {} }
  - host: ls
    expect: "{{numbr}}"
  - write: { file: ../x, text: y }
`
    expect(mistakes('/x/demo.yaml', text)).toEqual([
      '3:1 E020 a scenario has no key `projct` (did you mean `project`?)',
      '2:8 E021 title is a text, not a list',
      '5:5 E020 there is no step `hots` (did you mean `host`?)',
      '7:5 E025 a step does one thing, not `host` and `up` (make two steps of it)',
      '9:13 E022 expect has nothing to look at (put it below a command or an http step)',
      '10:18 E022 Invalid regular expression: /(/: Unterminated group',
      '11:28 E020 wait has no key `statuss` (did you mean `status`?)',
      '12:36 E020 http has no key `header` (did you mean `headers`?)',
      '14:1 E022 unknown placeholder {{numbr}}: did you mean `number`?',
      '15:20 E022 a scenario writes files below its own folder only',
    ])
  })

  test('a text is no scenario', () => {
    expect(mistakes('/x/demo.yaml', 'up\n')).toEqual(['1:1 E021 a scenario is a mapping with steps, not a text'])
  })

  test('a scenario without steps is a mistake', () => {
    expect(mistakes('/x/demo.yaml', 'title: x\n')).toEqual(['1:1 E023 the scenario has no steps'])
  })
})

describe('Markdown', () => {
  test('blocks of commands are played with what stands below them, and the paragraph above is said', () => {
    const text = [
      '# A title',
      '',
      'Some **bold** words and a [link](x).',
      '',
      '> ```sh',
      '> quoted',
      '> ```',
      '',
      '```yaml file=compose.yaml',
      'services: {}',
      '```',
      '```console exit=1',
      '$ echo one \\',
      '  two',
      'one two',
      '$ false',
      '```',
      '```sh',
      'cd x',
      'ls',
      '```',
      '```json',
      '{}',
      '```',
    ].join('\n')
    const scenario = readScenario('/x/README.md', text)
    expect(outline(scenario)).toEqual([
      '1 say Some bold words and a link.',
      '2 write compose.yaml',
      '3 command echo one \\\n  two => 15:one two',
      '4 command false => exit 1',
      '5 command cd x\nls',
    ])
    expect(scenario.folder).toBe('empty')
  })

  test('comments switch, mark the next block, and hold settings and steps', () => {
    const text = [
      '<!-- play: off -->',
      '```sh',
      'rm -rf /',
      '```',
      '<!-- play: on -->',
      '<!-- play',
      'project: tour',
      'mask: { /req-\\d+/: req-1 }',
      '-->',
      '<!-- play: skip -->',
      '```sh',
      'npm install',
      '```',
      '<!-- play: hidden -->',
      '```sh',
      'true',
      '```',
      '<!-- play',
      '- wait: { http: web:80/ }',
      '- host: muster ps',
      '-->',
    ].join('\n')
    const scenario = readScenario('/x/README.md', text)
    expect(outline(scenario)).toEqual(['1 command true', '2 wait', '3 command muster ps'])
    expect(scenario.steps[0]?.action).toMatchObject({ shown: 'hidden' })
    expect(scenario).toMatchObject({
      project: 'tour',
      masks: [{ find: { source: 'req-\\d+', flags: '' }, show: 'req-1' }],
    })
  })

  test('a mistake has its place in the Markdown file', () => {
    const text = ['Text', '', '<!-- play', '- hots: x', '-->', '<!-- play: hiden -->', '```sh', 'ls', '```'].join('\n')
    expect(mistakes('/x/README.md', text)).toEqual([
      '4:3 E020 there is no step `hots` (did you mean `host`?)',
      '6:12 E020 a comment for playing knows no `hiden` (did you mean `hidden`?)',
    ])
  })

  test('line ends of Windows change nothing', () => {
    const text = 'Words.\n\n```console\n$ ls\na\n```\n<!-- play\n- host: cat\n-->\n'
    const windows = readScenario('/x/README.md', text.replaceAll('\n', '\r\n'))
    expect(outline(windows)).toEqual(outline(readScenario('/x/README.md', text)))
  })

  test('a file without blocks to play is a mistake', () => {
    expect(mistakes('/x/README.md', '# Title\n')).toEqual(['1:1 E023 the scenario has no block to play'])
  })
})
