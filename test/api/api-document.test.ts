import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readEntry } from '../../scripts/api-declarations.ts'
import { apiDocument, apiExamples, apiPath, entries } from '../../scripts/api-document.ts'

test('schema/API.md is what `npm run api` writes', () => {
  expect(readFileSync(apiPath, 'utf8')).toBe(apiDocument())
})

test('every type that it names is explained in it, but for those of TypeScript and the parts of the model', () => {
  const text = readFileSync(apiPath, 'utf8')
  const explained = new Set([...text.matchAll(/^### (\w+)/gm)].map(([, name]) => name))
  const code = [...text.matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, block = '']) => block.replace(/\/\*\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'/g, ''))
    .join('\n')
  const named = new Set([...code.matchAll(/\b[A-Z]\w+\b/g)].map(([name]) => name))
  const built =
    'Promise JSON Error Partial Pick Omit ReadonlyMap AbortSignal AsyncIterable AsyncDisposable Uint8Array Readonly Record RegExp'
  const model = 'Service Network Volume Secret Config Model Plain Copy Mapping Path DiagnosticKind'
  const plans = 'NetworkSpec VolumeSpec BuildSpec ContainerSpec EndpointSpec WaitFor ReadyCondition Verb StepId Change'
  const vitest = 'TestAPI TestProject'
  const known = new Set([built, model, plans, vitest].join(' ').split(' '))
  expect([...named].filter((name) => !explained.has(name) && !known.has(name))).toEqual([])
})

test('its links lead to its headings', () => {
  const text = readFileSync(apiPath, 'utf8')
  const seen = new Map<string, number>()
  const anchors = [...text.matchAll(/^#{2,3} (.*)$/gm)].map(([, title = '']) => {
    const slug = title.toLowerCase().replaceAll(/[^\w-]/g, '')
    const before = seen.get(slug) ?? 0
    seen.set(slug, before + 1)
    return before === 0 ? slug : `${slug}-${before}`
  })
  const links = [...text.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = '']) => anchor)
  expect(links.length).toBeGreaterThan(90)
  expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([])
  expect(new Set(links).size).toBe(links.length)
})

test('every function that the package exports has an example', () => {
  const functions = entries
    .flatMap(({ path }) => readEntry(path).declarations)
    .filter(({ kind }) => kind === 'function')
  expect(functions.length).toBeGreaterThan(12)
  expect(functions.map(({ name }) => name).filter((name) => !apiExamples().has(name))).toEqual([])
})
