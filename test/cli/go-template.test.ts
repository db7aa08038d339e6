import { describe, expect, test } from 'vitest'
import { formatRows, type RowFormat } from '../../src/cli/format/format-rows.ts'
import { fillTemplate, parseTemplate, struct } from '../../src/cli/format/go-template.ts'
import { tabulate } from '../../src/render/tabulate.ts'
import { refused, templates } from './template-cases.ts'

const labels = new Map([
  ['team', 'blue-green'],
  ['html', 'a<b>&c'],
])
const port = (target: number, protocol: string): object => ({
  URL: '',
  TargetPort: target,
  PublishedPort: 0,
  Protocol: protocol,
})
const web = struct({
  type: '*formatter.ContainerContext',
  fields: {
    ExitCode: 0,
    Health: '',
    LocalVolumes: '0',
    Project: 'p',
    Publishers: [port(80, 'tcp'), port(81, 'udp')],
    Service: 'web',
    Size: '0B',
    State: 'running',
  },
  methods: { Label: (key = '') => labels.get(key) ?? '' },
})
const fill = (template: string): string => fillTemplate(parseTemplate(template), web)

describe('a template', () => {
  test.each(templates)('fills %s', (template, text) => expect(fill(template)).toBe(text))

  test.each(refused)('refuses %s', (template, reason) => {
    expect(() => fill(template)).toThrow(reason)
  })

  test('counts lines and columns for its errors', () => {
    expect(() => fill('a\n{{.Service}} {{.X}}')).toThrow('template: :2:15: executing')
  })

  test('is trimmed by markers across lines', () => {
    expect(fill('a \n {{- .Service -}} \n b')).toBe('awebb')
  })

  test('is refused where it wants other templates', () => {
    expect(() => fill('{{template "x"}}')).toThrow('{{template}} is not supported by muster')
  })
})

describe('rows', () => {
  const look: RowFormat = { table: '{{.Name}}\t{{.Size}}', headers: { Size: 'HOW BIG' }, columns: ['Name', 'Size'] }
  const row = (name: string): ReturnType<typeof struct> =>
    struct({ type: 'row', fields: { Name: name, Size: '1<2' }, methods: { Label: () => '\x1b[2J' } })

  test.each([
    ['table', 'NAME      HOW BIG\na         1<2\n'],
    ['', 'NAME      HOW BIG\na         1<2\n'],
    ['table {{upper .Name}} {{.Label "com.x.some-key_here"}}', 'NAME some key here\nA \\x1b[2J\n'],
    ['table {{pad .Name 1 1}}|{{json .Size}}', ' NAME |HOW BIG\n a |"1<2"\n'],
    ['json', '{"Name":"a","Size":"1\\u003c2"}\n'],
    ['{{.Name}}', 'a\n'],
    [' x{{.Name}} ', 'xa\n'],
  ])('are printed as %s', (format, text) => expect(formatRows([row('a')], format, look)).toBe(text))

  test.each([
    ['table', 'NAME      HOW BIG\n'],
    ['json', ''],
    ['table {{.Foo}}', '<no value>\n'],
  ])('that are none are printed as %s', (format, text) => expect(formatRows([], format, look)).toBe(text))
})

describe('a table', () => {
  test.each([
    { text: 'A\tB\n', table: 'A         B\n' },
    { text: 'A\tB\nlonger than ten\tx\n', table: 'A                 B\nlonger than ten   x\n' },
    {
      text: 'A\tB\nno column at all, however long\nA\tB\n',
      table: 'A         B\nno column at all, however long\nA         B\n',
    },
    {
      text: 'NAME\tID\naaaaaaaaaaaa\trunning\t5\nb\t6\n',
      table: 'NAME           ID\naaaaaaaaaaaa   running   5\nb              6\n',
    },
    { text: 'é\tx\n', table: 'é         x\n' },
  ])('of $text is aligned by runs of lines', ({ text, table }) => expect(tabulate(text)).toBe(table))
})
