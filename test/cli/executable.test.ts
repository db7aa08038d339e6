import { readFileSync, symlinkSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { musterNodeOptions } from '../../src/watchdog-program.ts'
import { type Ended, runBare } from '../harness/bare.ts'

const executable = resolve('bin/muster')
let scratch: string

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'muster-executable-'))
})
afterAll(() => rm(scratch, { recursive: true }))

function run(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runBare(file, args, { cwd: scratch, env })
}

test('starts through a symlink from any directory', async () => {
  const link = join(scratch, 'link')
  await symlink(executable, link)
  expect(await run(link, ['version', '--short'])).toMatchObject({ code: 0, err: '' })
})

test.each([
  { as: 'itself', program: (): string => executable },
  {
    as: 'a link',
    program: (): string => {
      symlinkSync(executable, join(scratch, 'to-checkout'))
      return join(scratch, 'to-checkout')
    },
  },
])(
  'started as $as, a checkout runs on its own Node, whichever is first in PATH, and gives nothing to the environment',
  async (started) => {
    await mkdir(join(scratch, 'older'), { recursive: true })
    await writeFile(join(scratch, 'older/node'), '#!/bin/sh\nexit 9\n', { mode: 0o755 })
    await writeFile(join(scratch, 'one.yaml'), 'services: { a: { image: busybox } }\n')
    const shell = await run('/bin/sh', [
      '-c',
      'PATH="$1:$PATH"; a=b; export a PATH; exec env',
      'sh',
      join(scratch, 'older'),
    ])
    const line = 'PATH="$1:$PATH"; a=b; export a PATH; exec "$0" -p p -f one.yaml config --environment'
    const ended = await run('/bin/sh', ['-c', line, started.program(), join(scratch, 'older')])
    const variables = ({ out }: Ended): readonly string[] =>
      out
        .trim()
        .split('\n')
        .filter((it) => !/^(?:COMPOSE_PROJECT_NAME|_)=/.test(it))
        .toSorted()
    expect(ended.code).toBe(0)
    expect(variables(ended)).toEqual(variables(shell))
  },
)

test.each(['sh', 'bash'])("where a checkout's own Node cannot run, %s takes the one in PATH", async (shell) => {
  const bin = await mountedElsewhere(shell)
  const older = join(scratch, `older-${shell}`)
  await mkdir(older)
  await writeFile(join(older, 'node'), '#!/bin/sh\nprintf "<%s>" "$@"\n', { mode: 0o755 })
  const ended = await run('/bin/sh', ['-c', 'PATH="$1:$PATH" exec "$2" "$3/muster" up "a  b"', 'sh', older, shell, bin])
  expect(ended.code).toBe(0)
  expect(ended.out).toMatch(/<--><[^<>]*muster><up><a  b>$/)
})

test('where there is no Node at all, muster says so', async () => {
  const bin = await mountedElsewhere('none')
  const ended = await run('/bin/sh', ['-c', 'PATH=/nowhere exec "$1/muster" up', 'sh', bin])
  expect(ended.code).toBe(127)
  expect(ended.err).toContain('\nmuster needs Node 22 or newer, and there is no node in PATH')
})

/** The `bin` of a checkout whose Node is there and cannot run: what loads it is missing. */
async function mountedElsewhere(name: string): Promise<string> {
  const checkout = join(scratch, `else "where" $'${name}'`)
  await cp(resolve('bin'), join(checkout, 'bin'), { recursive: true })
  await mkdir(join(checkout, 'node_modules/node/bin'), { recursive: true })
  await writeFile(join(checkout, 'node_modules/node/bin/node'), '#!/nowhere/ld.so\n', { mode: 0o755 })
  return join(checkout, 'bin')
}

test('started by its name alone in its folder, a checkout runs on its own Node', async () => {
  await mkdir(join(scratch, 'broken'))
  await writeFile(join(scratch, 'broken/node'), '#!/bin/sh\nexit 9\n', { mode: 0o755 })
  const line = 'cd "$1" && PATH="$2:$PATH" exec sh muster version'
  const ended = await run('/bin/sh', ['-c', line, 'sh', resolve('bin'), join(scratch, 'broken')])
  expect(ended).toMatchObject({ code: 0, err: '' })
})

test('says the same with and without the compile cache', async () => {
  const env = { XDG_CACHE_HOME: join(scratch, 'cache') }
  const first = await run(executable, ['--help'], env)
  const cached = await run(executable, ['--help'], env)
  const without = await run(executable, ['--help'], { ...env, MUSTER_NO_COMPILE_CACHE: '1' })
  expect(first.code).toBe(0)
  expect(cached).toEqual(first)
  expect(without).toEqual(first)
})

test('keeps the compile cache where only the user can write', async () => {
  await run(executable, ['version'], { XDG_CACHE_HOME: join(scratch, 'private') })
  const directory = join(scratch, 'private/muster')
  expect((await stat(directory)).mode & 0o777).toBe(0o700)
  expect(await readdir(directory)).toHaveLength(1)
})

test('does not load a compile cache that others can write to', async () => {
  const directory = join(scratch, 'open/muster')
  await mkdir(directory, { recursive: true })
  await chmod(directory, 0o777)
  expect(await run(executable, ['version'], { XDG_CACHE_HOME: join(scratch, 'open') })).toMatchObject({
    code: 0,
    err: '',
  })
  expect(await readdir(directory)).toEqual([])
})

const hour = 3_600_000

test('removes caches that were not used for the longest time, above a bound, and none that was used lately', async () => {
  const directory = join(scratch, 'full/muster')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  // Megabytes, and hours since it was used.
  const caches = { open: [200, 0.5], yesterday: [50, 24], 'a-week-ago': [50, 168], 'a-month-ago': [0, 744] } as const
  for (const [name, [size, unused]] of Object.entries(caches)) {
    const file = join(directory, name)
    await writeFile(file, '')
    await truncate(file, size * 2 ** 20)
    await utimes(file, new Date(), new Date(Date.now() - unused * hour))
  }
  await mkdir(join(directory, 'builds'))
  const env = { XDG_CACHE_HOME: join(scratch, 'full') }
  await run(executable, ['version'], env)
  expect((await readdir(directory)).sort()).toEqual([
    'builds',
    expect.stringMatching(/^cli-version-/),
    'open',
    'yesterday',
  ])
  await truncate(join(directory, 'open'), 400 * 2 ** 20)
  await run(executable, ['--help'], env)
  const left = await readdir(directory)
  expect([left.includes('open'), left.includes('yesterday')]).toEqual([true, false])
})

test('a cache that is used says so, at most once in an hour', async () => {
  const env = { XDG_CACHE_HOME: join(scratch, 'used') }
  const directory = join(scratch, 'used/muster')
  // It is written several times first.
  for (let round = 0; round < 4; round++) await run(executable, ['version'], env)
  const file = join(directory, (await readdir(directory))[0] ?? '')
  const usedAfter = async (unused: number): Promise<number> => {
    await utimes(file, new Date(), new Date(Date.now() - unused * hour))
    await run(executable, ['version'], env)
    return Math.round((Date.now() - (await stat(file)).mtimeMs) / hour)
  }
  expect([await usedAfter(720), await usedAfter(0.9)]).toEqual([0, 1])
})

test('starts where no cache can be written', async () => {
  expect(await run(executable, ['version'], { XDG_CACHE_HOME: '/proc/nowhere' })).toMatchObject({ code: 0, err: '' })
})

test('says how to build when it is not built', async () => {
  await cp(resolve('bin'), join(scratch, 'unbuilt/bin'), { recursive: true })
  const { code, err } = await run(join(scratch, 'unbuilt/bin/muster'), ['version'])
  expect({ code, err }).toEqual({
    code: 1,
    err: `muster is not built: run \`npm ci && npm run build\` in ${join(scratch, 'unbuilt')}\n`,
  })
})

test.each([
  [20, { code: 1, err: 'muster may open 20 files only, and Node needs 32; raise the limit: ulimit -n 1024\n' }],
  [32, { code: 0, err: '' }],
])('where it may open %i files it works, or says that these are too few', async (limit, ended) => {
  const line = `ulimit -n ${limit}; exec "$0" version`
  expect(await run('/bin/sh', ['-c', line, executable])).toMatchObject(ended)
})

test('says why it could not write its output, and fails', async () => {
  const ended = await run('/bin/sh', ['-c', '"$0" version >/dev/full', executable])
  expect(ended.code).toBe(1)
  expect(ended.err).toMatch(/^cannot write the output: ENOSPC[^\n]*\n$/)
})

test('help comes without a word on stderr', async () => {
  for (const args of [['--help'], ['up', '--help']])
    expect(await run(executable, args)).toMatchObject({ code: 0, err: '' })
})

test.each([
  ['upp', 'did you mean `muster up`?'],
  ['xyzzy', '`muster --help` lists the commands'],
])('an unknown command %s gets a remedy', async (id, fix) => {
  const { code, out, err } = await run(executable, [id])
  expect({ code, out, err }).toEqual({ code: 1, out: '', err: `unknown command: "${id}"\nfix: ${fix}\n` })
})

test.each([
  ['-d up', 'put it behind the command: muster up -d'],
  ['--ready db=tcp:1 --wait up', 'put it behind the command: muster up --ready db=tcp:1'],
  ['--timeout=3 down', 'put it behind the command: muster down --timeout=3'],
  ['--nosuch up', '`muster --help` lists the flags'],
])('a flag of the command that stands before it is told where it belongs: %s', async (line, fix) => {
  const { code, err } = await run(executable, line.split(' '))
  expect({ code, fix: err.split('\n')[1] }).toEqual({ code: 1, fix: `fix: ${fix}` })
})

test('in the place of docker compose an unknown command is told in its words', async () => {
  expect(await run(executable, ['--speak-as', 'compose', 'upp'])).toMatchObject({
    code: 1,
    err: 'unknown docker command: "compose upp"\nfix: did you mean `docker compose up`?\n',
  })
})

test.each(['json', 'sarif'])('a mistake on the command line is a document in %s', async (format) => {
  for (const args of [['upp'], ['up', '--nope'], ['--progress', 'foo', 'ps']]) {
    const { code, out, err } = await run(executable, ['--diagnostics', format, ...args])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(() => JSON.parse(err)).not.toThrow()
  }
})

test.each([['alpha'], ['alpha --help'], ['help alpha'], ['alpha --dry-run']])(
  '`%s` names the commands of two words, and is no mistake',
  async (line) => {
    const { code, out, err } = await run(executable, line.split(' '))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^ +generate .*\n +publish .*\n +viz /m)
  },
)

test('so does a group of a single command', async () => {
  const { code, out, err } = await run(executable, ['bridge', '--dry-run'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^ +convert /m)
})

test.each([
  ['alpha nope', 'unknown command "nope" for "muster alpha"\nfix: its commands are: generate, viz, publish\n'],
  ['alpha --nope', 'unknown flag: --nope\nfix: `muster alpha --help` lists the flags\n'],
])('`%s` is a mistake', async (line, err) => {
  expect(await run(executable, line.split(' '))).toEqual({ code: 1, out: '', err })
})

test('bin/muster gives Node the options with which others start it', () => {
  const text = readFileSync(executable, 'utf8')
  expect(text).toContain(`set -- ${musterNodeOptions.join(' ')} -- "$0" "$@"`)
  expect(text).toContain(`[${musterNodeOptions.map((option) => `'${option}'`).join(', ')}, '--', process.argv[1]]`)
})

test('Node takes the compiled code of its own modules, whatever bin/muster tells V8', async () => {
  const asks = join(scratch, 'asks.cjs')
  await writeFile(
    asks,
    `process.on('exit', () => {
  const { compiledWithoutCache, compiledWithCache } = require('internal/test/binding').internalBinding('builtins').getCacheUsage()
  process._rawDebug(JSON.stringify({ taken: compiledWithCache.size > 10, left: [...compiledWithoutCache].filter((name) => name !== 'internal/test/binding') }))
})`,
  )
  const node = [
    ...musterNodeOptions,
    '--expose-internals',
    '--no-warnings',
    '--require',
    asks,
    '--',
    executable,
    'version',
  ]
  const { code, err } = await run(process.execPath, node)
  expect({ code, ...(JSON.parse(err) as object) }).toEqual({ code: 0, taken: true, left: [] })
})
