import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { ComposeError, errorCode, formatDiagnostic, load } from '../../src/index.ts'
import { checkOptions } from '../../src/library/check-options.ts'
import { graph, type GraphOptions } from '../../src/library/graph.ts'

const env = { HOME: '/nowhere' }

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

test('a mistake in `compose` has its place in `compose`, and one of standard input in <stdin>', async () => {
  const error = await errorOf(load({ compose: { services: { a: { imagee: 'x' } } }, env }))
  if (!(error instanceof ComposeError)) throw error
  expect(error.message).toContain('compose:1:')
  const [first] = error.diagnostics
  expect(first && formatDiagnostic(first)).toMatch(/^compose:1:\d+: /)
})

test('a service that the project does not have is an error with a code and with those that there are', async () => {
  const compose = { services: { cache: { image: 'x' }, web: { image: 'x' } } }
  const asked = (service: string): GraphOptions => ({ compose, env, services: [service] })
  const error = await errorOf(graph(asked('cach')))
  expect([errorCode(error), String(error)]).toEqual([
    expect.stringMatching(/^E\d+$/),
    'StackError: no such service: cach: did you mean `cache`?',
  ])
  expect(String(await errorOf(graph(asked('zzz'))))).toContain('the services are: cache, web')
})

test.each([
  [{ project: { name: 'x' } }, 'project: a string is expected, not an object: give its `name`'],
  [{ files: 'compose.yaml' }, 'files: an array of strings is expected, not a string'],
  [{ services: [1] }, 'services: an array of strings is expected, not an array'],
  [{ compose: null }, 'compose: the text of a compose file or an object is expected, not null'],
  [{ isolate: false }, 'isolate: true or a name is expected, not false'],
  [{ waitTimeout: '30' }, 'waitTimeout: a number is expected, not a string'],
  [{ onEvent: {} }, 'onEvent: a function is expected, not an object'],
  [{ scale: { web: 2 } }, 'scale: a Map of names to numbers is expected, not an object'],
])('an option of another type is a TypeError that names it: %j', async (options, message) => {
  expect(() => checkOptions(options)).toThrow(new TypeError(message))
  expect(String(await errorOf(load(options as object)))).toBe(`TypeError: ${message}`)
})

test('options that are not given, also as undefined, are no mistake', () => {
  expect(() => checkOptions({ project: undefined, files: [], isolate: 'x', compose: 'services: {}' })).not.toThrow()
})

test('a project that is printed whole shows no variable of the process, and has them all the same', async () => {
  const compose = { services: { a: { image: 'x' } } }
  const project = await load({ compose, project: 'p', env: { ...env, SOME_VARIABLE: 'hunter2' } })
  expect(inspect(project, { depth: null })).not.toMatch(/SOME_VARIABLE|hunter2/)
  expect(project.environment.get('SOME_VARIABLE')).toBe('hunter2')
})
