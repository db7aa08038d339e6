import { expect, test } from 'vitest'
import { createReport } from '../../src/source/diagnostic.ts'
import { sourceFile } from '../../src/source/file.ts'
import { parseYaml } from '../../src/source/parse.ts'

function bomb(levels: number): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i <= levels; i += 1)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    )
  return lines.join('\n')
}

function mergeChain(length: number): string {
  const lines = ['b0: &b0 {k0: 1}']
  for (let i = 1; i < length; i += 1) lines.push(`b${i}: &b${i} {<<: *b${i - 1}, k${i}: 1}`)
  return lines.join('\n')
}

const hostile: [name: string, yaml: string][] = [
  ...[5, 6, 7, 8, 9].map((levels): [string, string] => [`alias bomb of ${levels} levels`, bomb(levels)]),
  ['chain of merge keys', mergeChain(2000)],
  [
    'list of 10 000 merges',
    `a: &a {${Array.from({ length: 100 }, (_, i) => `k${i}: 1`).join(', ')}}\nb: {<<: [${'*a,'.repeat(10_000)}]}`,
  ],
  ['5000 open brackets', `a: ${'['.repeat(5000)}`],
  ['5000 closed brackets', `a: ${'['.repeat(5000)}${']'.repeat(5000)}`],
  ['5000 braces', '{'.repeat(5000)],
  ['5000 dashes', '- '.repeat(5000)],
  ['5000 complex keys', '? '.repeat(5000)],
  ['1000 levels of indentation', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ['50 MB scalar', `a: "${'x'.repeat(50_000_000)}"`],
]

test.each(hostile)('%s ends as an error', (_, yaml) => {
  const report = createReport()
  parseYaml(sourceFile('/p/compose.yaml', yaml), report)
  expect(report.diagnostics.map((d) => d.kind)).toEqual(['too-large'])
})

test('an alias bomb costs no more than the text that writes it', () => {
  const before = process.threadCpuUsage()
  parseYaml(sourceFile('/p/compose.yaml', bomb(9)), createReport())
  expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(300)
})
