import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readEntry } from '../../scripts/api-declarations.ts'
import { apiDocument, apiExamples, apiPath, entries } from '../../scripts/api-document.ts'

test('schema/API.md is what `npm run api` writes', () => {
  expect(readFileSync(apiPath, 'utf8')).toBe(apiDocument())
})

test('every function that the package exports has an example', () => {
  const functions = entries
    .flatMap(({ path }) => readEntry(path).declarations)
    .filter(({ kind }) => kind === 'function')
  expect(functions.length).toBeGreaterThan(12)
  expect(functions.map(({ name }) => name).filter((name) => !apiExamples().has(name))).toEqual([])
})
