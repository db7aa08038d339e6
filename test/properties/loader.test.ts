import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { config } from '../../src/api/config.ts'
import { interpolate } from '../../src/attributes/grammar/interpolate.ts'
import { mergeNodes } from '../../src/attributes/kinds/merge-nodes.ts'
import { plainOf } from '../../src/attributes/kinds/plain-of.ts'
import { parseDotenv } from '../../src/load/dotenv.ts'
import { mergeModels } from '../../src/load/sections.ts'
import { toYaml } from '../../src/model/yaml.ts'
import type { Plain } from '../../src/plain.ts'
import { ComposeError, createReport } from '../../src/source/diagnostic.ts'
import { sourceFile } from '../../src/source/file.ts'
import { type Node, text } from '../../src/source/node.ts'
import { parseYaml } from '../../src/source/parse.ts'
import { scopeOf } from '../attributes/helper.ts'
import { plain, worldOf } from '../load/world.ts'

const at = { file: sourceFile('/p/compose.yaml', ''), start: 0, end: 0 }

/** Keys that are dangerous in objects are as likely as others. */
const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'then'),
  fc.stringMatching(/^[a-z][a-z0-9_-]{0,5}$/),
)
// What YAML can hold, without the line separators that docker compose 2.40.3 prints raw.
const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((it) => !/[\u0085\u2028\u2029]/.test(it))
const value: fc.Arbitrary<Plain> = fc.letrec<{ readonly value: Plain }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((pairs): Plain => new Map(pairs)),
  ),
})).value
const model = fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 5 }).map((pairs): Plain => new Map(pairs))

function parsed(yaml: string): Node {
  const report = createReport()
  const [node] = parseYaml(sourceFile('/p/compose.yaml', yaml), report)
  expect(report.diagnostics).toEqual([])
  if (node === undefined) throw new Error(`nothing in ${yaml}`)
  return node
}

describe('parsing', () => {
  test('what is printed as YAML is read as the same values', () => {
    fc.assert(
      fc.property(model, (plainModel) => {
        expect(plainOf(parsed(toYaml(plainModel)))).toEqual(plainModel)
      }),
    )
  })

  test('every text is read or reported, and every position lies in the file', () => {
    const yamlish = fc.array(
      fc.oneof(
        word,
        fc.constantFrom('\n', '- ', ': ', '  ', '{', '[', ']', '&a ', '*a', '<<: ', '!reset ', '|', '"', '#'),
      ),
    )
    fc.assert(
      fc.property(yamlish, (pieces) => {
        const report = createReport()
        const file = sourceFile('/p/compose.yaml', pieces.join(''))
        const places = parseYaml(file, report).flatMap(placesOf)
        for (const place of [...places, ...report.diagnostics.flatMap((it) => it.at ?? [])]) {
          expect(place.start).toBeGreaterThanOrEqual(0)
          expect(place.end).toBeGreaterThanOrEqual(place.start)
          expect(place.end).toBeLessThanOrEqual(file.text.length + 1)
        }
      }),
      { numRuns: 500 },
    )
  })
})

function placesOf(node: Node): { readonly start: number; readonly end: number }[] {
  if (node.kind === 'scalar') return [node.at]
  if (node.kind === 'seq') return [node.at, ...node.items.flatMap(placesOf)]
  return [node.at, ...[...node.entries.values()].flatMap((entry) => [entry.keyAt, ...placesOf(entry.node)])]
}

describe('interpolation', () => {
  const filled = (written: string, variables: ReadonlyMap<string, string>): unknown => {
    const node = interpolate(text(written, at), variables, createReport())
    return node.kind === 'scalar' ? node.value : undefined
  }

  test('a text whose dollars are doubled comes out as it was', () => {
    fc.assert(
      fc.property(fc.string(), (any) => {
        expect(filled(any.replaceAll('$', '$$$$'), new Map([['A', 'wrong']]))).toBe(any)
      }),
    )
  })

  test('the value of a variable is put in as it is, and never read as a template', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('A', '__proto__', 'constructor', 'toString'), (any, name) => {
        expect(filled(`<\${${name}}>`, new Map([[name, any]]))).toBe(`<${any}>`)
      }),
    )
  })

  test('every text is filled or refused', () => {
    const pieces = fc.array(fc.constantFrom('$', '{', '}', 'A', ':-', '?', '+', ':', '-', ' ', '$$', '${', '\n', 'é'))
    fc.assert(
      fc.property(pieces, (some) => {
        const report = createReport()
        interpolate(text(some.join(''), at), new Map([['A', 'x']]), report)
        for (const it of report.diagnostics) expect(it.kind).toMatch(/^interpolation-syntax|^variable-/)
      }),
      { numRuns: 500 },
    )
  })
})

describe('merging', () => {
  const node = model.map((it) => parsed(toYaml(it)))
  const service = fc.record(
    {
      image: fc.constantFrom('a', 'b', 'c'),
      environment: fc.dictionary(fc.stringMatching(/^[A-Z]$/), fc.stringMatching(/^[a-z]*$/)),
      labels: fc.dictionary(fc.stringMatching(/^[a-z]$/), fc.stringMatching(/^[a-z]*$/)),
      restart: fc.constantFrom('always', 'no'),
    },
    { requiredKeys: [] },
  )
  const project = fc
    .dictionary(fc.stringMatching(/^[a-d]$/), service)
    .map((services) => parsed(JSON.stringify({ services })))
  const merged = (base: Node, over: Node): Node => {
    if (base.kind !== 'map' || over.kind !== 'map') throw new Error('a model is a mapping')
    return mergeModels(base, over, scopeOf(createReport()))
  }

  test('an empty override changes nothing, and an empty base adds nothing', () => {
    const empty = parsed('{}')
    fc.assert(
      fc.property(node, (some) => {
        expect(plainOf(mergeNodes(some, empty, scopeOf(createReport())))).toEqual(plainOf(some))
        expect(plainOf(mergeNodes(empty, some, scopeOf(createReport())))).toEqual(plainOf(some))
      }),
    )
  })

  test('laying a file on itself, or an override twice, is laying it once', () => {
    fc.assert(
      fc.property(project, project, (base, over) => {
        const once = merged(base, over)
        expect(plainOf(merged(base, base))).toEqual(plainOf(base))
        expect(plainOf(merged(once, over))).toEqual(plainOf(once))
      }),
    )
  })

  test('it does not matter which two of three files are merged first', () => {
    fc.assert(
      fc.property(project, project, project, (a, b, c) => {
        expect(plainOf(merged(merged(a, b), c))).toEqual(plainOf(merged(a, merged(b, c))))
      }),
    )
  })

  test('files that define different services may come in any order', () => {
    fc.assert(
      fc.property(service, service, (one, other) => {
        const [a, b] = [{ services: { a: one } }, { services: { b: other } }].map((it) => parsed(JSON.stringify(it)))
        if (a === undefined || b === undefined) throw new Error('two files')
        expect(plainOf(merged(a, b))).toEqual(plainOf(merged(b, a)))
      }),
    )
  })
})

describe('env files', () => {
  test('a value in single quotes is taken literally, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.string().filter((it) => !/['\\\0]/.test(it)),
        (any) => {
          const values = parseDotenv(
            sourceFile('/p/.env', `A='${any}'\n__proto__=b\n`),
            () => undefined,
            createReport(),
          )
          expect([...values]).toEqual([
            ['A', any],
            ['__proto__', 'b'],
          ])
        },
      ),
    )
  })
})

describe('config', () => {
  const dictionary = fc.array(fc.tuple(key, word), { maxLength: 4 }).map((pairs) => new Map<string, Plain>(pairs))
  const services = fc
    .uniqueArray(fc.tuple(key, dictionary, dictionary), { minLength: 1, maxLength: 3, selector: ([name]) => name })
    .map(
      (all): Plain =>
        new Map([
          [
            'services',
            new Map(
              all.map(([name, environment, labels]) => [
                name,
                new Map<string, Plain>([
                  ['image', 'b'],
                  ['environment', environment],
                  ['labels', labels],
                ]),
              ]),
            ),
          ],
        ]),
    )
  const printed = async (yaml: string): Promise<string> => {
    const view = { services: [], view: 'model', format: 'yaml' } as const
    return (await config({ ...plain, ...view }, worldOf({ 'compose.yaml': yaml }))).text
  }

  test('config of what config prints is the same text', async () => {
    await fc.assert(
      fc.asyncProperty(services, async (some) => {
        const text = await printed(toYaml(some).replaceAll('$', '$$$$'))
        expect(await printed(text)).toBe(text)
      }),
      { numRuns: 60 },
    )
  })

  test('any model is printed or refused by a diagnostic', async () => {
    const section = fc.constantFrom(
      'services',
      'networks',
      'volumes',
      'secrets',
      'configs',
      'models',
      'include',
      'name',
    )
    const any = fc
      .array(fc.tuple(section, fc.oneof(value, services)), { minLength: 1 })
      .map((pairs): Plain => new Map(pairs))
    await fc.assert(
      fc.asyncProperty(any, async (some) => {
        await printed(toYaml(some)).catch((error: unknown) => expect(error).toBeInstanceOf(ComposeError))
      }),
      { numRuns: 200 },
    )
  })
})
