import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toYaml } from '../../src/model/yaml.ts'
import type { Plain } from '../../src/plain.ts'
import { createReport } from '../../src/source/diagnostic.ts'
import { sourceFile } from '../../src/source/file.ts'
import type { Node } from '../../src/source/node.ts'
import { parseYaml } from '../../src/source/parse.ts'
import { readPlainYaml } from '../../src/source/plain-yaml.ts'

/** A tree with all its positions. Where a block ends the parser counts blanks and comments in: that is left out. */
function written(node: Node): unknown {
  const at =
    node.kind !== 'scalar' && !/[[{]/.test(node.at.file.text[node.at.start] ?? '')
      ? [node.at.start]
      : [node.at.start, node.at.end]
  switch (node.kind) {
    case 'scalar':
      return [node.type, node.value, node.tag, ...at]
    case 'seq':
      return [node.items.map(written), node.tag, ...at]
    case 'map':
      return [
        [...node.entries].map(([key, it]) => [key, it.keyAt.start, it.keyAt.end, written(it.node)]),
        node.tag,
        ...at,
      ]
  }
}

/** What both make of a text; undefined where the quick one leaves it to the other. */
function bothOf(yaml: string): { readonly quick: unknown; readonly full: unknown } | undefined {
  const file = sourceFile('/p/compose.yaml', yaml)
  const quick = readPlainYaml(file)
  if (quick === undefined) return undefined
  const report = createReport()
  const documents = parseYaml(file, report)
  return { quick: [written(quick)], full: report.diagnostics.length > 0 ? report.diagnostics : documents.map(written) }
}

describe('the quick reader of plain YAML', () => {
  const known = [
    'a: 1\nb: "x"\nc:\n  - d\n  - e: f\n    g: 1\n  # h\n  - "i"\n',
    'a:\n- b\n- c: d\n  e:\n  - f\nk:\n',
    'a: [b, "c", {d: e, f: [1, 2]}] # g\nh: {}\ni: []\n',
    'a: b:c # d\ne: f#g  \n\n# h\ni: http://x/y?z=1,2 {k}\n',
    'services:\n  web:\n    image: nginx:1.2\n    ports: ["80:80", 8080:80]\n    environment:\n      A: ${B:-c}\n      D: -1\n      E: ~\n      F: yes\n',
    'a:   # b\n  c: d',
    "a: 'b # c: d'\n",
  ]
  test.each(known)('reads %j as the parser does', (yaml) => {
    const both = bothOf(yaml)
    expect(both?.quick).toBeDefined()
    expect(both?.quick).toEqual(both?.full)
  })

  const left = [
    'a: |\n  b\n',
    'a: &b c\n',
    'a: *b\n',
    'a: !reset null\n',
    'a: b\n  c\n',
    'a: b: c\n',
    'a: b:\n',
    'a: "b\\n"\n',
    "a: 'b''c'\n",
    'a: 1\na: 2\n',
    'true: a\n',
    '1: a\n',
    'a:\n  b: 1\n c: 2\n',
    '---\na: b\n',
    'a: [b\n',
    'a: [b,]\n',
    'a: [b: c]\n',
    'a: {b}\n',
    'a: {b:}\n',
    'a: [${B}]\n',
    '- a\n',
    'a\n',
    '',
    '# a\n',
    '<<: a\n',
    'a: @b\n',
    'a: "b" c\n',
    'a: "b"#c\n',
    'a:\tb\n',
    'a: b\r\n',
    '? a\n',
    'a: b\n...\n',
    'a:\n  - b\n   - c\n',
    'a:\n  -\n    b: c\n',
    'a: "b\n  c"\n',
    'a: [b,\n c]\n',
    'a: - b\n',
    'a: b\n- c\n',
    'a: ? b\n',
    'a:\n    b: c\n  d: e\n',
    'a: [b #c]\n',
  ]
  test.each(left)('leaves %j to the parser', (yaml) => {
    expect(readPlainYaml(sourceFile('/p/compose.yaml', yaml))).toBeUndefined()
  })

  test('reads the compose files of the examples as the parser does', async () => {
    let read = 0
    for await (const path of glob('examples/**/*.y{,a}ml')) {
      const both = bothOf(readFileSync(path, 'utf8'))
      if (both === undefined) continue
      read += 1
      expect(both.quick, path).toEqual(both.full)
    }
    expect(read).toBeGreaterThan(2)
  })

  const word = fc.oneof(
    fc.stringMatching(/^[ -~]{0,12}$/),
    fc.constantFrom(
      'a',
      'b c',
      '"d"',
      "'e'",
      '80:80',
      '${F:-g}',
      '-h',
      '[i, j]',
      '{k: l}',
      '#m',
      '1.5',
      'null',
      '{',
      ']',
      '&',
      '*n',
      'o:',
    ),
  )
  const line = fc.tuple(fc.nat(6), fc.constantFrom('', '- ', '# ', '-', 'a: ', 'b: ', 'c:', 'd', '- e: ', '- f:'), word)

  test('reads any text as the parser does, or leaves it to the parser', () => {
    const text = fc
      .array(line, { maxLength: 8 })
      .map((lines) => lines.map(([by, mark, rest]) => `${' '.repeat(by)}${mark}${rest}\n`).join(''))
    fc.assert(
      fc.property(text, (yaml) => {
        const both = bothOf(yaml)
        expect(both?.quick).toEqual(both?.full)
      }),
      { numRuns: 20_000 },
    )
  })

  test('reads what is printed as the parser does', () => {
    const leaf = fc.oneof(fc.stringMatching(/^[ -~]{0,12}$/), fc.integer(), fc.boolean(), fc.constant(null))
    const key = fc.stringMatching(/^[a-z_]{1,4}$/)
    const tree = fc.letrec<{ readonly node: Plain }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie('node')), { maxLength: 3 }).map((pairs): Plain => new Map(pairs)),
      ),
    })).node
    fc.assert(
      fc.property(fc.array(fc.tuple(key, tree), { minLength: 1, maxLength: 4 }), (pairs) => {
        const both = bothOf(toYaml(new Map(pairs)))
        expect(both?.quick).toEqual(both?.full)
      }),
      { numRuns: 500 },
    )
  })
})
