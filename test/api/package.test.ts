import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { install } from '../harness/installed.ts'

const run = promisify(execFile)
const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc')

const consumer = `
import { connect, errorCode, load, type Stack, StackFailed, up, WaitTimeout, type Project, type StackEndpoint } from 'muster-compose'
type IsAny<T> = 0 extends 1 & T ? true : false
const no = <T extends false>(_: T): void => undefined
export async function suite(): Promise<string> {
  await using stack = await up({ compose: { services: {} }, isolate: true, volumes: 'fresh', onEvent: (event) => event.type })
  const endpoint: StackEndpoint = stack.service('db').endpoint(5432)
  const { code, stdout } = await stack.service('db').exec(['true'], { input: 'x', env: { A: 'b' } })
  for await (const { line, service } of stack.logs({ follow: true })) no<IsAny<typeof line | typeof service>>(false)
  await stack.service('db').wait([{ tcp: 5432 }, { log: /ready/ }], { timeout: 10 })
  const project: Project = await load()
  const image: string | undefined = project.services.get('db')?.image
  no<IsAny<Stack>>(false)
  no<IsAny<typeof project.services>>(false)
  no<IsAny<typeof code>>(false)
  // @ts-expect-error: the protocols are tcp and udp
  stack.service('db').endpoint(80, 'http')
  // @ts-expect-error: there is no such option
  await connect({ projectname: 'x' })
  return [endpoint.url('postgres'), stdout, image, errorCode(new WaitTimeout('late')), StackFailed.name].join()
}
`

const ofVitest = `
import { endpoint, getStack, test } from 'muster-compose/vitest'
import { globalSetup } from 'muster-compose/vitest/setup'
import { inject } from 'vitest'
type IsAny<T> = 0 extends 1 & T ? true : false
const no = <T extends false>(_: T): void => undefined
export default globalSetup({ files: ['compose.yaml'], per: 'worker' })
test('typed', async ({ stack }) => {
  no<IsAny<typeof stack>>(false)
  const port: number = endpoint('web', 80).port
  const provided = inject('muster')
  no<IsAny<typeof provided>>(false)
  const per: 'run' | 'worker' = provided.per
  console.log(port, per, (await getStack()).name)
})
`

const strict = {
  strict: true,
  noEmit: true,
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  types: ['node'],
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
}

interface Consumer extends AsyncDisposable {
  readonly directory: string
}

/** The folder of somebody who has muster from the registry. */
async function consumerOf(files: Readonly<Record<string, string>>): Promise<Consumer> {
  const directory = await mkdtemp(join(tmpdir(), 'muster-package-'))
  for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files }))
    await writeFile(join(directory, name), text)
  await install(directory, ['vitest', '@types/node'])
  return { directory, [Symbol.asyncDispose]: async () => await rm(directory, { recursive: true }) }
}

async function compile({ directory }: Consumer, options: object): Promise<string> {
  await writeFile(
    join(directory, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...strict, ...options }, include: ['*.ts', '*.cts'] }),
  )
  const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: directory }).catch(
    (error: unknown) => error as { readonly stdout: string },
  )
  return stdout
}

test.each([
  { file: 'suite.ts', module: 'nodenext', moduleResolution: 'nodenext' },
  { file: 'suite.ts', module: 'node16', moduleResolution: 'node16' },
  { file: 'suite.ts', module: 'esnext', moduleResolution: 'bundler' },
  { file: 'suite.cts', module: 'nodenext', moduleResolution: 'nodenext' },
  { file: 'suite.cts', module: 'node16', moduleResolution: 'node16' },
])('the types of the library are whole in $file under $moduleResolution, libraries checked', async (options) => {
  const { file, ...rest } = options
  await using project = await consumerOf({ [file]: consumer })
  expect(await compile(project, { ...rest, skipLibCheck: false })).toBe('')
})

test('the types of the Vitest entries are whole', async () => {
  await using project = await consumerOf({ 'suite.ts': ofVitest })
  expect(await compile(project, { module: 'nodenext', skipLibCheck: true })).toBe('')
})

test('what is published needs nothing beside it but Vitest, for those who use it, and brings nothing of the inside along', async () => {
  const { dependencies } = JSON.parse(
    await readFile(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
  ) as { readonly dependencies?: object }
  expect(dependencies).toBeUndefined()
  const files = (await readdir(dist, { recursive: true })).filter((name) => /\.(?:d\.ts|js)$/.test(name))
  const outside = await Promise.all(
    files.map(async (name) => {
      const code = (await readFile(join(dist, name), 'utf8')).replace(/^ *\*.*$/gm, '')
      const imported = [
        ...code.matchAll(/(?:^import |^export .* from |^\} from |^import .* from |import\()["']([^."'][^"']*)["']/gm),
      ]
      return imported.flatMap(([, from = '']) => (from.startsWith('node:') ? [] : [from]))
    }),
  )
  expect([...new Set(outside.flat())].toSorted()).toEqual(['vitest', 'vitest/node'])
  expect(files.filter((name) => /test\.|\.map$|^(?:cli|lint|registry)\//.test(name))).toEqual([])
})

test('the licences of what the bundles are made of go along', async () => {
  const text = await readFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), 'utf8')
  for (const name of ['dockerode', 'yaml', 'tar-stream', 'dockerfile-ast', '@oclif/core', '@noble/hashes'])
    expect(text).toMatch(new RegExp(`^--- ${name} \\d[\\s\\S]*?(?:Copyright|Apache License)`, 'm'))
  expect(text).not.toMatch(/^--- (?:esbuild|vitest) /m)
})

test('no declaration says any', async () => {
  const files = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.d.ts'))
  expect(files.length).toBeGreaterThan(100)
  const guilty = await Promise.all(
    files.map(async (name) => {
      const code = (await readFile(join(dist, name), 'utf8')).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      return /(?<![\w'.])any(?![\w'])/.test(code) ? [name] : []
    }),
  )
  expect(guilty.flat()).toEqual([])
})

test('CommonJS requires it, and nothing of Vitest comes along', async () => {
  await using project = await consumerOf({
    'suite.cjs': `const { up, load, ComposeError } = require('muster-compose')
load({ compose: 'services: { a: { imagee: x } }' }).catch((error) => {
  console.log(typeof up, error instanceof ComposeError, Object.keys(process.versions).length > 0)
  console.log(Object.keys(require.cache).concat(process.moduleLoadList).some((name) => /node_modules.vitest/.test(name)))
})`,
  })
  const { stdout } = await run(process.execPath, ['suite.cjs'], { cwd: project.directory })
  expect(stdout).toBe('function true true\nfalse\n')
})

test.each(['muster-compose', 'muster-compose/vitest', 'muster-compose/vitest/setup'])(
  'on an older Node %s says which one it needs, and nothing else',
  async (name) => {
    const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } }); Object.defineProperty(process, 'version', { value: 'v20.19.0' }); delete Map.groupBy`
    await using project = await consumerOf({
      'older.cjs': older,
      'suite.mjs': `await import('${name}').catch((error) => console.log(error.message))`,
    })
    const { stdout } = await run(process.execPath, ['--require', './older.cjs', 'suite.mjs'], {
      cwd: project.directory,
    })
    expect(stdout).toMatch(/^muster-compose needs Node 22 or newer, and this is v20\.19\.0; .*\n$/)
  },
)
