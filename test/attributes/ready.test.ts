import { expect, test } from 'vitest'
import { readReady, readyText } from '../../src/attributes/ready/ready.ts'
import { parseReady } from '../../src/attributes/ready/text.ts'
import { createReport } from '../../src/source/diagnostic.ts'
import { lineColumn, sourceFile } from '../../src/source/file.ts'
import { child } from '../../src/source/node.ts'
import { parseYaml } from '../../src/source/parse.ts'

function read(yaml: string): { readonly texts: readonly string[]; readonly complaints: readonly string[] } {
  const report = createReport()
  const [document] = parseYaml(sourceFile('/p/compose.yaml', `x-ready: ${yaml}\n`), report)
  const node = child(document, 'x-ready')
  if (node === undefined) throw new Error('no x-ready')
  const conditions = readReady(node, ['services', 'db', 'x-ready'], report)
  const complaints = report.diagnostics.map(({ message, at, fix }) => {
    const { line = 0, column = 0 } = at === undefined ? {} : lineColumn(at.file, at.start)
    return `${line}:${column} ${message}; ${fix ?? ''}`
  })
  return { texts: conditions.map(readyText), complaints }
}

const good: readonly (readonly [yaml: string, texts: readonly string[]])[] = [
  ['{tcp: 5432}', ['tcp 5432']],
  ['{tcp: [5432, "5433"]}', ['tcp 5432', 'tcp 5433']],
  ['tcp:5432', ['tcp 5432']],
  ['[tcp:5432, {file: /ok}]', ['tcp 5432', 'file /ok']],
  ['{http: 8080}', ['http 8080/']],
  ['{http: 8080/healthz?token=x}', ['http 8080/healthz']],
  ['{http: {port: 8080, path: /, status: 200}}', ['http 8080/ 200']],
  ['{http: {port: 8080, status: [2xx, 401], method: head, tls: true}}', ['HEAD https 8080/ 200-299,401']],
  ['{http: {port: 8080, headers: {Host: example.com, Authorization: secret}}}', ['http 8080/']],
  ['{log: ready to accept, times: 2}', ['log /ready to accept/ 2 times']],
  ['{log: [a, b]}', ['log /a/', 'log /b/']],
  ['"log*2:re.dy"', ['log /re.dy/ 2 times']],
  ['{file: /run/ok, tcp: 1}', ['file /run/ok', 'tcp 1']],
  ['null', []],
]

test.each(good)('%s is read as %j', (yaml, texts) => {
  expect(read(yaml)).toEqual({ texts, complaints: [] })
})

const bad: readonly (readonly [yaml: string, complaint: RegExp])[] = [
  ['{tpc: 80}', /^1:11 services\.db\.x-ready has no key `tpc`; did you mean `tcp`\?$/],
  ['{tcp: 70000}', /^1:16 services\.db\.x-ready\.tcp must be a port from 1 to 65535; /],
  ['{tcp: [1, x]}', /^1:20 services\.db\.x-ready\.tcp\[1\] must be a port/],
  ['{http: {prt: 80}}', /has no key `prt`; did you mean `port`\?$/],
  ['{http: {path: /}}', /^1:17 services\.db\.x-ready\.http needs a port; /],
  ['{http: {port: 80, status: 700}}', /\.status must be a status from 100 to 599/],
  ['{http: {port: 80, headers: {"a b": c}}}', /\.headers must be a mapping of headers/],
  ['{http: {port: 80, method: DELETE}}', /\.method must be GET, HEAD, OPTIONS or POST/],
  ['{http: {port: 80, path: health}}', /\.path must be a path that begins with \//],
  ['{log: "("}', /\.log must be a regular expression \(unterminated group\); /],
  ['{log: ""}', /\.log must say which line to wait for/],
  ['{log: a, times: 0}', /\.times must be a whole number from 1 to 1000; /],
  ['{tcp: 1, times: 2}', /\.times counts lines of a `log`, and there is none; /],
  ['{file: run/ok}', /\.file must be an absolute path in the container; /],
  ['tpc:80', /x-ready must begin with tcp:, http:, https:, log: or file:; did you mean `tcp:`\?$/],
]

test.each(bad)('%s is reported at its place', (yaml, complaint) => {
  expect(read(yaml).complaints.find((one) => complaint.test(one))).toBeDefined()
})

test('a condition of the command line may hold any character after its kind', () => {
  expect(parseReady('log:a=b:c*2:d')).toEqual({ kind: 'log', pattern: 'a=b:c*2:d', times: 1 })
  expect(parseReady('tcp*2:80')).toHaveProperty('wrong')
  expect(parseReady('')).toHaveProperty('wrong')
})
