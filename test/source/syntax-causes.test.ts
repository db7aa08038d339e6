import { expect, test } from 'vitest'
import { createReport } from '../../src/source/diagnostic.ts'
import { lineColumn, sourceFile } from '../../src/source/file.ts'
import { parseYaml } from '../../src/source/parse.ts'

/** `line:column` and the message of each mistake, with its remedy. */
function mistakes(yaml: string): readonly string[] {
  const report = createReport()
  parseYaml(sourceFile('/p/compose.yaml', yaml), report)
  return report.diagnostics.map(({ at, message, fix = 'no remedy' }) => {
    const { line, column } = at === undefined ? { line: 0, column: 0 } : lineColumn(at.file, at.start)
    return `${line}:${column} ${message} (${fix})`
  })
}

const web = (...lines: readonly string[]): string => ['services:', '  web:', ...lines, ''].join('\n')

/** Shapes of broken YAML: where the cause is, and words that name it or its remedy. */
const table: readonly (readonly [shape: string, yaml: string, place: string, words: string])[] = [
  [
    'a quote in braces, quotes below',
    web('    labels: {a: "b, c: d}', '    command: "y"'),
    '3:17',
    'quote is never closed',
  ],
  ['a quote in braces, none below', web('    labels: {a: "b}', '    tty: true'), '3:17', 'quote is never closed'],
  ['a single quote in braces', web("    labels: {a: 'b}", "    image: 'y'"), '3:17', 'quote is never closed'],
  [
    'a quote in braces of many lines',
    web('    labels: {', '      a: "b,', '      c: "d"', '    }'),
    '4:10',
    'quote is never closed',
  ],
  [
    'the last quote in braces of many lines',
    web('    labels: {', '      a: "b",', '      c: "d', '    }'),
    '5:10',
    'quote is never closed',
  ],
  [
    'a quote in nested braces',
    web('    labels: {a: b, c: {d: "e}, f: g}', '    image: "y"'),
    '3:27',
    'quote is never closed',
  ],
  ['the first quote of a list', web('    command: ["sh, "-c", "true"]'), '3:15', 'quote is never closed'],
  ['a quote amid a list', web('    command: ["sh", "-c, "x"]', '    image: "y"'), '3:21', 'quote is never closed'],
  [
    'the last quote of a list',
    web('    command: ["sh", "-c]', '    ports:', '      - "80:80"'),
    '3:21',
    'quote is never closed',
  ],
  ['a single quote of a list', web("    ports: ['80:80, '81:81']"), '3:13', 'quote is never closed'],
  ['the quote of a key in braces', 'services: {"web: {image: x}}\n', '1:12', 'quote is never closed'],
  ['the quote of a key', 'services:\n  "web:\n    image: x\n', '2:3', 'quote is never closed'],
  ['a quote in a block', web('    image: "x', '    command: "y"'), '3:12', 'quote is never closed'],
  ['a quote with CRLF', 'services:\r\n  web:\r\n    image: "x\r\n    tty: true\r\n', '3:12', 'quote is never closed'],
  ['a quote of an item', web('    ports:', '      - "80:80', '      - "81:81"'), '4:9', 'quote is never closed'],
  ['an apostrophe', web("    command: 'it's'"), '3:18', 'put the whole value in quotes'],
  ['a bracket', web('    ports: ["80:80"', '    image: x'), '3:12', 'bracket is never closed'],
  ['a brace', web('    labels: {a: b', '    ports:', '      - 80:80'), '3:13', 'bracket is never closed'],
  ['a bracket within braces', 'services: {web: {ports: [80}}\n', '1:25', 'bracket is never closed'],
  ['a bracket too many', web('    ports: [80]]'), '3:16', '`]` closes nothing'],
  ['a brace too many', 'services: {web: {image: x}}}\n', '1:28', '`}` closes nothing'],
  ['no comma in a list', web('    command: ["a" "b"]'), '3:19', 'put a comma between'],
  ['no comma in braces', web('    labels: {a: "1" b: "2"}'), '3:21', 'put a comma between'],
  ['no comma in JSON', '{"services": {"web": {"image": "x" "tty": true}}}', '1:36', 'put a comma between'],
  ['two commas', web('    command: [a,, b]'), '3:17', 'remove the comma'],
  ['a variable in braces', web('    labels: {a: ${B}}'), '3:18', 'write "${NAME}"'],
  ['tabs', 'services:\n\tweb:\n', '2:1', 'a tab is used for indentation'],
  ['an anchor without a name', 'services:\n  web: &\n', '2:8', 'write a name behind it'],
  ['two anchors', 'services:\n  web: &a &b\n    image: x\n', '2:11', 'remove one of them'],
  ['an anchor of an alias', 'services:\n  web: &a {image: x}\n  b: &c *a\n', '3:9', 'remove what stands before it'],
  ['an alias of nothing', web('    command: *.js'), '3:14', 'put it in quotes'],
  ['a key twice', web('    image: x', '    image: y'), '4:5', 'already defined at line 3'],
  ['a line too deep', web('    image: x', '      tty: true'), '4:7', 'indent `tty` by 4 spaces, as `image` above'],
  ['a line not deep enough', web('    image: x', '   tty: true'), '4:4', 'indent `tty` by 4 spaces, as `image` above'],
  [
    'a service not deep enough',
    'services:\n    web:\n        image: x\n  db:\n',
    '4:3',
    'indent `db` by 4 spaces, as `web`',
  ],
  ['a dash in another column', web('    ports:', '      - 80:80', '    - 81:81'), '5:5', 'indent the `-` by 6 spaces'],
  ['no dash', web('    ports:', '      - "80:80"', '      "81:81"'), '5:7', 'begin the line with `- `'],
  ['a key among items', web('    ports:', '      - 80:80', '      image: y'), '5:7', 'indent `image` by 4 spaces'],
  ['no space after a colon', web('    image:x', '    tty: true'), '3:5', 'put a space after the colon'],
  ['no colon', 'services:\n  web\n    image: x\n', '2:3', 'end the key with `:`'],
  ['a colon in a value', web('    command: echo a: b'), '3:14', 'put the value in quotes'],
  ['a percent sign', web('    image: %x'), '3:12', '`%` cannot start'],
  ['a percent sign in the first line', '%services\nweb:\n', '1:1', 'begins with `%`'],
  ['a word behind a bar', web('    command: | echo', '      hi'), '3:16', 'must start on the next line'],
  [
    'text below a bar',
    web('    command: |', '    echo hi', '    image: x'),
    '4:5',
    'the text of `command: |` must be indented',
  ],
  [
    'a merge conflict',
    web('<<<<<<< HEAD', '    image: x', '=======', '    image: y', '>>>>>>> b'),
    '3:1',
    'merge conflict',
  ],
  ['a merge of a text', web('    <<: x'), '3:5', 'requires a mapping'],
  ['a merge of texts', web('    <<: [x, y]'), '3:5', 'requires a mapping'],
  ['a merge of nothing', web('    <<:'), '3:5', 'requires a mapping'],
  ['a null byte', web('    image: x\0'), '3:13', 'found U+0000'],
]

test.each(table)('%s: the place and the cause', (...[, yaml, place, words]) => {
  const [first, ...more] = mistakes(yaml)
  expect(more).toEqual([])
  expect(first).toContain(words)
  expect(first?.split(' ', 1)).toEqual([place])
})

test.each(['a: "x"#c\n', "a: 'x'#c\n", 'a: ["x"]#c\n', 'a: {b: "x"#c\n}\n'])('%j has a comment', (yaml) => {
  expect(mistakes(yaml)).toEqual([])
})

test('many mistakes are found soon', () => {
  const started = performance.now()
  mistakes(`services:\n${'  - "a" "b\n <<<<<<< x\n'.repeat(10_000)}`)
  expect(performance.now() - started).toBeLessThan(20_000)
})
