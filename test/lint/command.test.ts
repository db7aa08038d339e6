import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ended, runBare } from '../harness/bare.ts'
import { lintFolder } from './linting.ts'

const executable = resolve('bin/muster')
let scratch: string

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'muster-lint-'))
  await mkdir(join(scratch, 'project'))
  await mkdir(join(scratch, 'api'))
  const texts = {
    'project/compose.yaml': 'services:\n  api:\n    build: ../api\n',
    'project/good.yaml': 'services:\n  api:\n    image: node:22\n',
    'project/mixed.yaml':
      'services:\n  web:\n    image: node\n    privileged: true\n    volumes: [/var/run/docker.sock:/s]\n',
    'project/broken.yaml': 'services:\n  web:\n    image: busybox\n    prots: []\n',
    'project/given.yaml':
      'services:\n  web:\n    build: ./${WHERE:-hunter2}\n  api: {build: {context: ., dockerfile: "${W:-hunter2}"}}\n',
    'project/lost.yaml': 'services:\n  web:\n    build: ./nowhere\n',
    'api/Dockerfile': 'FROM node:22\nENV API_TOKEN hunter2\nENV A=1 \\\n  DB_PASSWORD=hunter2\nUSER node\n',
  }
  await Promise.all(Object.entries(texts).map(([path, text]) => writeFile(join(scratch, path), text)))
})
afterAll(() => rm(scratch, { recursive: true }))

function muster(...args: readonly string[]): Promise<Ended> {
  return runBare(executable, args, { cwd: join(scratch, 'project'), env: { HOME: scratch } })
}

test('findings stand on stdout with their lines, a Dockerfile beside the project included, and without the secrets', async () => {
  const { code, out, err } = await muster('lint')
  expect({ code, err }).toEqual({ code: 1, err: '' })
  expect(out.replaceAll(scratch, '')).toMatchInlineSnapshot(`
    "/api/Dockerfile:2:5: warning[L008]: ENV API_TOKEN puts a secret into the image, where everybody finds it who has the image
      2 | ENV API_TOKEN ***
        |     ^^^^^^^^^
      fix: pass it to the container when it starts; what a build needs comes with \`RUN --mount=type=secret\`
    /api/Dockerfile:4:3: warning[L008]: ENV DB_PASSWORD puts a secret into the image, where everybody finds it who has the image
      4 |   DB_PASSWORD=***
        |   ^^^^^^^^^^^
      fix: pass it to the container when it starts; what a build needs comes with \`RUN --mount=type=secret\`
    "
  `)
})

test.each([
  ['json', /^\{"version":1,"severity":"warning","code":"L008","kind":"secret-in-image",.*"line":2,"column":5,.*\}\n/],
  ['github', /^::warning file=.*,line=2,col=5,endColumn=14,title=L008::ENV API_TOKEN puts.*\n/],
  ['sarif', /"id": "L008",\s+"name": "SecretInImage"[^]*"ruleId": "L008"[^]*"startLine": 2/],
])('--format %s', async (format, says) => {
  const { code, out, err } = await muster('lint', '--format', format)
  expect({ code, out, err }).toEqual({ code: 1, out: expect.stringMatching(says), err: '' })
  expect(out).not.toContain('hunter2')
})

test('every result of a SARIF log points at its rule, and only rules with results are told', async () => {
  const { out } = await muster('lint', '--format', 'sarif')
  const [run] = (JSON.parse(out) as { runs: readonly Run[] }).runs
  const ids = run?.tool.driver.rules.map(({ id }) => id) ?? []
  expect(ids).toEqual(['L008'])
  expect(run?.results.map(({ ruleIndex }) => ids[ruleIndex])).toEqual(['L008', 'L008'])
})

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
  readonly results: readonly { readonly ruleIndex: number }[]
}

test.each(['text', 'json', 'github'])('where nothing is found, --format %s writes nothing', async (format) => {
  expect(await muster('-f', 'good.yaml', 'lint', '--format', format)).toEqual({ code: 0, out: '', err: '' })
})

test('mistakes in files keep their codes: for people on stderr, for programs among the findings', async () => {
  const told = await muster('-f', 'broken.yaml', 'lint')
  expect(told).toEqual({ code: 1, out: '', err: expect.stringContaining('broken.yaml:4:5: error[E020]') })
  const reported = await muster('-f', 'broken.yaml', 'lint', '--format=json')
  expect(reported).toEqual({ code: 1, out: expect.stringContaining('"code":"E020"'), err: '' })
})

test('a Dockerfile that cannot be read is said', async () => {
  const { code, err } = await muster('-f', 'lost.yaml', 'lint')
  expect({ code, err }).toEqual({
    code: 0,
    err: expect.stringMatching(/not looked at: services\.web: .*does not exist/),
  })
})

test('a rule or a format that does not exist is refused', async () => {
  expect(await muster('lint', '--ignore', 'L999')).toEqual({
    code: 1,
    out: '',
    err: expect.stringContaining('"L999" is not a rule'),
  })
  expect(await muster('lint', '--format', 'xml')).toEqual({ code: 1, out: '', err: expect.stringContaining('"xml"') })
  expect(await muster('lint', '--ignore', 'L008')).toEqual({ code: 0, out: '', err: '' })
})

test('rules are selected and left out, by code or name, and several at once', async () => {
  const files = ['-f', 'mixed.yaml', 'lint', '--format', 'json']
  const codes = async (...args: readonly string[]): Promise<string> => {
    const { out } = await muster(...files, ...args)
    return [...out.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code).join(' ')
  }
  expect(await codes()).toBe('L003 L015 L014')
  expect(await codes('--rule', 'L003')).toBe('L003')
  expect(await codes('--rule', 'floating-tag,L014')).toBe('L003 L014')
  expect(await codes('--rule', 'L003', '--rule', 'L014', '--ignore-rule', 'L003')).toBe('L014')
  expect(await codes('--ignore-rule', 'L003,L014')).toBe('L015')
  expect(await codes('--ignore', 'L003')).toBe('L015 L014')
  expect(await muster(...files, '--rule', 'L016')).toEqual({ code: 0, out: '', err: '' })
  expect((await muster(...files, '--rule', 'L099')).err).toContain('"L099" is not a rule')
})

test('`explain` tells a rule without a project', async () => {
  const { code, out } = await muster('explain', 'L003')
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^L003: an image without a tag/) })
})

test.each(['board', 'migrate', 'notes', 'quickstart', 'shop', 'testing/app'])(
  'examples/%s has no findings',
  async (name) => {
    const { findings, unseen } = await lintFolder(resolve('examples', name))
    expect({ findings, unseen }).toEqual({ findings: [], unseen: [] })
  },
)

test('a path that a variable gave is told as the file has it', async () => {
  const { err } = await muster('-f', 'given.yaml', 'lint')
  expect(err).toContain('services.web: the build context ./${WHERE:-hunter2} does not exist')
  expect(err).toContain('/${W:-hunter2} does not exist')
})
