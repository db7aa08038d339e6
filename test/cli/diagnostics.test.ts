import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ended, runBare } from '../harness/bare.ts'

const executable = resolve('bin/muster')
let scratch: string

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'muster-diagnostics-'))
  await mkdir(join(scratch, 'project'))
  await Promise.all(
    Object.entries({
      'project/compose.yaml': 'services:\n  web:\n    image: busybox:${TAG}1\n',
      'project/broken.yaml': 'services:\n  web:\n    image: busybox\n    prots: []\n',
      'project/include.yaml': 'include: [../outside.yaml, link.yaml]\nservices: {}\n',
      'outside.yaml': 'a: hunter2\n',
    }).map(([path, text]) => writeFile(join(scratch, path), text)),
  )
  await symlink(join(scratch, 'outside.yaml'), join(scratch, 'project/link.yaml'))
})
afterAll(() => rm(scratch, { recursive: true }))

function muster(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runBare(executable, args, { cwd: join(scratch, 'project'), env: { HOME: scratch, ...env } })
}

test.each([
  ['text', /^broken\.yaml:4:5: error\[E020\]: services\.web has no key `prots`/],
  ['json', /^\{"version":1,"severity":"error","code":"E020",.*"line":4,"column":5,.*\}\n$/],
  ['github', /^::error file=broken\.yaml,line=4,col=5,endColumn=10,title=E020::services\.web has no key `prots`.*\n$/],
  ['sarif', /^\{\n {2}"\$schema"[^]*"ruleId": "E020"[^]*"startLine": 4[^]*\}\n$/],
])(
  '--diagnostics %s, and MUSTER_DIAGNOSTICS: errors on stderr with the exit code of a failure',
  async (format, says) => {
    const flag = await muster(['--diagnostics', format, '-f', 'broken.yaml', 'config'])
    expect(flag).toEqual({ code: 1, out: '', err: expect.stringMatching(says) })
    expect(await muster(['-f', 'broken.yaml', 'config'], { MUSTER_DIAGNOSTICS: format })).toEqual(flag)
  },
)

test.each([
  ['text', /^compose\.yaml:3:20: warning\[W012\]: The "TAG" variable is not set\. Defaulting to a blank string\./],
  ['json', /^\{"version":1,"severity":"warning","code":"W012",.*\}\n$/],
  ['github', /^::warning file=compose\.yaml,line=3,.*\n$/],
  ['sarif', /"executionSuccessful": true/],
])('--diagnostics %s: warnings leave exit code and output as they are', async (format, says) => {
  const { code, out, err } = await muster(['--diagnostics', format, 'config', '--images'])
  expect({ code, out }).toEqual({ code: 0, out: 'busybox:1\n' })
  expect(err).toMatch(says)
})

test('a log without findings is written for sarif, nothing for the others', async () => {
  const env = { TAG: 'a' }
  expect(JSON.parse((await muster(['--diagnostics', 'sarif', 'config', '-q'], env)).err)).toMatchObject({
    runs: [{ results: [] }],
  })
  for (const format of ['text', 'json', 'github'])
    expect((await muster(['--diagnostics', format, 'config', '-q'], env)).err).toBe('')
})

test('an unknown format is refused with the ones there are', async () => {
  const { code, err } = await muster(['--diagnostics', 'xml', 'config'])
  expect(code).toBe(1)
  expect(err).toContain('use text, json, sarif or github')
})

test('what lies outside of the project is not shown, also through a link', async () => {
  const { err } = await muster(['-f', 'include.yaml', 'config'])
  expect(err).toMatch(/outside\.yaml:1:1: error\[E020\]/)
  expect(err).toMatch(/link\.yaml:1:1: error\[E020\]/)
  expect(err).not.toContain('hunter2')
})

test('explain tells what a code means, also where there is no project', async () => {
  const { code, out } = await muster(['explain', 'e031'])
  expect(code).toBe(0)
  expect(out).toMatch(/^E031: a network that is not declared\n/)
  const json = JSON.parse((await muster(['explain', '--format', 'json', 'W012'])).out) as { readonly codes: unknown }
  expect(json.codes).toEqual(['W012'])
})
