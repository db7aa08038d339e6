import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { accepts } from '../../src/generated/accepts.js'
import { validate } from '../../src/generated/validate.js'
import { type Case, filesOf } from '../conformance/case.ts'

const cases = new URL('../conformance/cases/', import.meta.url)
const odd: readonly unknown[] = [null, true, 7, 1.5, 'x', '', [], ['x'], ['x', 'x'], [{}], {}, { x: 1 }, { 'x-y': [] }]

function modelsOf(name: string): readonly unknown[] {
  const table = parse(readFileSync(new URL(name, cases), 'utf8')) as readonly Case[]
  return table.flatMap((it) => Object.values(filesOf(it)).flatMap(documentsOf))
}

function documentsOf(text: string): readonly unknown[] {
  try {
    return parseAllDocuments(text, { merge: true }).map((document) => document.toJS() as unknown)
  } catch {
    return []
  }
}

/** The model with an odd value in place of each of its own, one at a time, and with an unknown key in each mapping. */
function* variants(model: unknown): Generator<unknown> {
  yield model
  yield* odd
  if (typeof model !== 'object' || model === null) return
  if (Array.isArray(model)) {
    for (const [index, item] of model.entries()) for (const it of variants(item)) yield model.with(index, it)
    return
  }
  yield { ...model, nosuch: 1 }
  for (const [key, value] of Object.entries(model)) for (const it of variants(value)) yield { ...model, [key]: it }
}

test.each(readdirSync(cases))('accepts what the validator with all errors finds nothing in: %s', (name) => {
  for (const model of modelsOf(name)) {
    for (const variant of variants(model)) {
      if (accepts(variant) === validate(variant)) continue
      expect(accepts(variant), JSON.stringify(variant)).toBe(validate(variant))
    }
  }
})
