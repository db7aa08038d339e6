import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { calledAs } from '../../src/cli/plugin/called-as.ts'

const run = promisify(execFile)
let scratch: string

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'muster-called-'))
  await mkdir(join(scratch, 'cli-plugins'))
  for (const name of ['docker-compose', 'docker-muster'])
    await symlink(resolve('bin/muster'), join(scratch, 'cli-plugins', name))
})
afterAll(() => rm(scratch, { recursive: true }))

async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(program, args, { cwd: scratch, env: { ...process.env, DOCKER_CONFIG: scratch } })
  return stdout
}

test.each([['version'], ['--version'], ['-v']])(
  'a link named docker-compose answers `%s` as docker compose',
  async (line) => {
    expect(await outputOf(join(scratch, 'cli-plugins/docker-compose'), [line])).toMatch(
      /^Docker Compose version v2\.40\.3 /,
    )
  },
)

test.each([
  [['compose', 'version', '--short'], /^2\.40\.3$/],
  [['compose', '--version'], /^Docker Compose version v2\.40\.3 \(muster /],
  [['muster', 'version', '--short'], /^(?!2\.40)\d+\.\d+\.\d+$/],
  [['help', 'compose'], /^ +up +Create and start containers$/m],
  [['help', 'compose', 'up'], /^Create and start containers$/m],
])('links in a folder of plugins answer `docker %j`', async (args, answer) => {
  expect((await outputOf('docker', args)).trim()).toMatch(answer)
})

test('an older Node, which starts the one of the checkout, hands on the name', async () => {
  const old = join(scratch, 'old.cjs')
  await writeFile(old, "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } })")
  const args = ['--require', old, join(scratch, 'cli-plugins/docker-compose'), 'version']
  expect(await outputOf(process.execPath, args)).toMatch(/^Docker Compose version v2\.40\.3 /)
})

test('a link installs and starts muster itself, which reads its arguments as its own', async () => {
  const config = join(scratch, 'config')
  const env = { ...process.env, DOCKER_CONFIG: config }
  await run(join(scratch, 'cli-plugins/docker-compose'), ['plugin', 'install'], { cwd: scratch, env })
  expect(await readFile(join(config, 'cli-plugins/docker-muster'), 'utf8')).toContain(`'${resolve('bin/muster')}'`)
})

const docker = '/usr/bin/docker'

test.each([
  { program: '/bin/muster', argv: ['up'], read: ['up'] },
  { program: undefined, argv: ['up'], read: ['up'] },
  { program: '/bin/docker-compose', argv: ['-f', 'a', 'up'], read: ['--speak-as', 'compose', '-f', 'a', 'up'] },
  { program: '/bin/docker-compose', argv: ['__complete', 'up'], read: ['__complete', 'up'] },
  {
    program: '/bin/docker-compose',
    argv: ['docker-cli-plugin-metadata'],
    read: ['__plugin=compose', 'docker-cli-plugin-metadata'],
  },
  { program: '/bin/docker-compose', argv: ['compose', 'up'], docker, read: ['__plugin=compose', 'compose', 'up'] },
  { program: '/bin/docker-compose', argv: ['__plugin=compose', 'up'], docker, read: ['__plugin=compose', 'up'] },
  { program: '/bin/muster', argv: ['up'], docker, read: ['up'] },
  { program: '/bin/docker-muster', argv: ['up'], read: ['up'] },
])('$program $argv is read as it is called', ({ program, argv, docker: caller, read }) => {
  expect(calledAs(program, argv, { DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: caller })).toEqual(read)
})
