import { describe, expect, it } from 'vitest'
import { load } from '../../src/load/load.ts'
import type { LoadWorld } from '../../src/load/options.ts'
import type { ComposeError } from '../../src/source/diagnostic.ts'
import { placeText } from '../../src/source/frame.ts'
import type { Origin } from '../../src/source/node.ts'
import { plain, worldOf } from './world.ts'

const compose = 'services:\n  a:\n    image: i\n'

describe('where a project lies', () => {
  it('refuses a project directory that is a file', async () => {
    const world = worldOf({ 'compose.yaml': compose })
    const strict: LoadWorld = {
      ...world,
      readFile: (path) =>
        path.startsWith('/p/compose.yaml/')
          ? Promise.reject(Object.assign(new Error(path), { code: 'ENOTDIR' }))
          : world.readFile(path),
    }
    const options = { ...plain, files: ['compose.yaml'], projectDirectory: 'compose.yaml' }
    await expect(load(options, strict)).rejects.toThrow('the project directory /p/compose.yaml is not a directory')
  })

  it('is the folder of the file that is found above the current one', async () => {
    const world = { ...worldOf({ 'compose.yaml': compose, '.env': 'A=b\n' }), cwd: '/p/deep/er' }
    const project = await load(plain, world)
    expect([project.directory, project.name, project.environment.get('A')]).toEqual(['/p', 'p', 'b'])
  })

  it('takes a project directory that does not exist', async () => {
    const options = { ...plain, files: ['compose.yaml'], projectDirectory: 'none' }
    expect((await load(options, worldOf({ 'compose.yaml': compose }))).directory).toBe('/p/none')
  })
})

describe('the label file of a service with a profile', () => {
  const files = {
    'compose.yaml': 'services: {a: {image: i, label_file: l.env, env_file: e.env, profiles: [p]}}',
    'l.env': 'L=1',
    'e.env': 'E=1',
  }

  it.each([
    ['is read when the profile is enabled', { profiles: ['p'] }, ['L']],
    ['is not read when only the name of the service makes it active', { services: ['a'] }, []],
  ] as const)('%s', async (_what, options, labels) => {
    const project = await load({ ...plain, ...options }, worldOf(files))
    const service = project.services.get('a') ?? project.disabled.get('a')
    expect([...(service?.labels?.keys() ?? [])]).toEqual(labels)
    expect([...(service?.environment?.keys() ?? [])]).toEqual(['E'])
  })
})

describe('warnings', () => {
  it('say with the path that `version` is obsolete, in the words of docker compose', async () => {
    const { warnings } = await load(plain, worldOf({ 'compose.yaml': `version: "3"\n${compose}` }))
    expect(warnings.map((it) => it.message)).toEqual([
      '/p/compose.yaml: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion',
    ])
  })

  it('name a remedy that helps a label file', async () => {
    const files = { 'compose.yaml': `${compose}    label_file: l\n`, l: 'x=${NAME}\n' }
    const { warnings } = await load(plain, worldOf(files, { NAME: 'set' }))
    expect(warnings.map((it) => it.fix)).toEqual([
      expect.stringContaining('label files know no variables but their own'),
    ])
  })
})

it('tells where COMPOSE_FILE names a missing file, also where what env files set stands beside the shell', async () => {
  const world = worldOf({ '.env': 'A=1\nCOMPOSE_FILE=none.yaml\n' })
  const env = new Map([...world.env, ['COMPOSE_FILE', 'none.yaml']])
  const error = await load(plain, { ...world, env, shell: world.env }).catch((thrown: unknown) => thrown)
  const [found] = (error as ComposeError).diagnostics
  expect(placeText(found?.at as Origin, { cwd: '/p' })).toBe('.env:2:1')
})
