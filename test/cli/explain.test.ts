import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { musterPath, type Outcome, start } from '../harness/command.ts'

const file = 'services:\n  web:\n    image: nginx:${TAG:-alpine}\n    hostname: ${UNSET}\n'

async function run(args: readonly string[]): Promise<Outcome> {
  const cwd = await mkdtemp(join(tmpdir(), 'mt-explain-'))
  await writeFile(join(cwd, 'compose.yaml'), file)
  const outcome = await start([musterPath, ...args], { cwd, env: { TAG: '1' } }).done
  await rm(cwd, { recursive: true })
  return outcome
}

describe('explain', () => {
  test('writes the explanation to stdout and the warnings of the load to stderr', async () => {
    const { code, stdout, stderr } = await run(['explain', 'services.web.image'])
    expect(code).toBe(0)
    expect(stdout).toBe(`services.web.image: nginx:1
* compose.yaml:3:12  nginx:\${TAG:-alpine} = nginx:1  the only place that sets it

$TAG: 1
* the shell                     1       the only place that sets it
  default in compose.yaml:3:12  alpine  it is set
`)
    expect(stderr).toContain('compose.yaml:4:15: warning[W012]')
  })

  test('prints one JSON document with --format json', async () => {
    const { code, stdout } = await run(['explain', '--format', 'json', 'TAG'])
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { kind: 'variable', name: 'TAG', value: '1' }])
  })

  test('lists every code with its title for `codes`', async () => {
    const { code, stdout } = await run(['explain', 'codes'])
    expect(code).toBe(0)
    for (const one of ['E020', 'E071, W071', 'W060', 'L001']) expect(stdout).toMatch(new RegExp(`^${one} +\\S`, 'm'))
  })

  test.each([
    [
      ['explain'],
      'explain takes one path, and none was given\nfix: write for instance `muster explain services.web.image`\n',
    ],
    [
      ['explain', 'services.web.imgae'],
      '"services.web.imgae" is not a path of the model or a variable\nfix: did you mean `services.web.image`?\n',
    ],
    [
      ['explain', 'E999'],
      '"E999" is not a code, a path of the model or a variable\nfix: `muster explain codes` lists the codes\n',
    ],
    [['explain', '--format', 'xml', 'TAG'], 'unsupported format "xml"\nfix: write text or json\n'],
    [
      ['config', '--annotate', '--format', 'json'],
      'config --annotate cannot be combined with --format json\nfix: leave out --annotate or --format json\n',
    ],
    [
      ['config', '--annotate', '--services'],
      'config --annotate cannot be combined with --services\nfix: leave out --annotate or --services\n',
    ],
  ])('%j is refused with a remedy, and exit code 1', async (args, message) => {
    const { code, stdout, stderr } = await run(args)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toBe(message)
  })
})

test('config --annotate writes its comments to stdout', async () => {
  const { code, stdout } = await run(['config', '--annotate'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ {4}image: nginx:1 +# compose\.yaml:3:12; \$TAG from the shell$/m)
})
