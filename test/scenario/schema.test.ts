import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readScenario } from '../../src/scenario/read-scenario.ts'

function text(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
}

const validate = new Ajv({ allowUnionTypes: true, strict: false }).compile(
  JSON.parse(text('schema/scenario-v1.json')) as object,
)

/** The scenario in the documentation. */
const documented = /```yaml\n(.*?)```/s.exec(text('schema/SCENARIOS.md'))?.[1] ?? ''

test.each([
  ['examples/notes/demo.yaml', text('examples/notes/demo.yaml')],
  ['schema/SCENARIOS.md', documented],
])('the scenario in %s is one to the schema and to muster', (_, yaml) => {
  expect(validate(parse(yaml)), JSON.stringify(validate.errors)).toBe(true)
  expect(readScenario('/x/demo.yaml', yaml).steps.length).toBeGreaterThan(5)
})

test('no answer at all can be expected of a request', () => {
  const yaml = '- http: web:80/\n  expect: { status: none }'
  expect(validate(parse(yaml)), JSON.stringify(validate.errors)).toBe(true)
  expect(readScenario('/x/demo.yaml', yaml).steps[0]?.expectations).toMatchObject([{ status: 'none' }])
})

test.each(['- hots: x', '- wait: { htp: x }', 'steps: []\nprojct: x', '- expect: { exits: 1 }'])(
  'what is a mistake to muster is one to the schema: %s',
  (yaml) => {
    expect(validate(parse(yaml))).toBe(false)
    expect(() => readScenario('/x/demo.yaml', yaml)).toThrow()
  },
)
