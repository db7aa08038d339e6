import { expect, test } from 'vitest'
import { emulated } from '../../../src/engine/host/emulators.ts'
import { foreignPlatforms, type Runner } from '../../../src/run/preflight/foreign-platforms.ts'
import { formatDiagnostic } from '../../../src/source/frame.ts'
import { projectOf } from '../../plan/helper.ts'

const amd64: Runner = { os: 'linux', architecture: 'amd64', operatingSystem: 'Debian', emulators: new Set() }

async function warned(platform: string, runner: Partial<Runner> = {}): Promise<readonly string[]> {
  const project = await projectOf(`services:\n  a: { image: busybox, platform: ${platform} }\n`)
  return foreignPlatforms([...project.services.values()], project, { ...amd64, ...runner }).map(
    (one) => formatDiagnostic(one, { cwd: '/w' }).split('\n')[0] ?? '',
  )
}

test('a platform that the engine does not run is a warning at its place, whatever can be seen of emulators', async () => {
  expect(await warned('linux/arm64')).toEqual([
    'compose.yaml:2:34: warning[W087]: a: platform linux/arm64 is not the engine\'s (linux/amd64), and it has no emulator for it: programs for it end with "exec format error"',
  ])
  expect(await warned('linux/arm64', { emulators: undefined })).toEqual([
    expect.stringContaining('unless it has an emulator') as string,
  ])
})

test.each([
  ['its own', 'linux/amd64', {}],
  ['its own in the words of kernels', 'linux/x86_64', {}],
  ['its own with a variant', 'linux/amd64/v2', {}],
  ['a lone system', 'linux', {}],
  ['programs of 32 bits', 'linux/386', {}],
  ['programs of 32 bits on ARM', 'linux/arm/v7', { architecture: 'arm64' }],
  ['an emulator that is there', 'linux/arm64', { emulators: new Set(['arm64']) }],
  ['Docker Desktop', 'linux/arm64', { operatingSystem: 'Docker Desktop', emulators: undefined }],
  ['an engine that says nothing of itself', 'linux/arm64', { architecture: '' }],
])('%s is no reason to warn', async (_, platform, runner) => {
  expect(await warned(platform, runner)).toEqual([])
})

test('DOCKER_DEFAULT_PLATFORM counts where a service says nothing', async () => {
  const plain = await projectOf('services:\n  a: { image: busybox }\n')
  const project = { ...plain, environment: new Map([['DOCKER_DEFAULT_PLATFORM', 'linux/arm64']]) }
  expect(foreignPlatforms([...project.services.values()], project, amd64)).toHaveLength(1)
  expect(foreignPlatforms([...plain.services.values()], plain, amd64)).toEqual([])
})

const handler = (machine: string, state = 'enabled'): string =>
  `${state}\ninterpreter /usr/bin/qemu\nflags: POCF\noffset 0\nmagic 7f454c460201010000000000000000000200${machine}\nmask ffffffffffffff00fffffffffffffffffe\n`

test.each([
  ['arm64', handler('b700'), 'arm64'],
  ['amd64', handler('3e00'), 'amd64'],
  ['one that is off', handler('b700', 'disabled'), undefined],
  ['no program', 'enabled\ninterpreter /usr/bin/python3\nflags: \noffset 0\nmagic 6f0d0d0a\n', undefined],
  ['an extension', 'enabled\ninterpreter /usr/bin/wine\nflags: \nextension .exe\n', undefined],
])('a handler of binfmt_misc for %s', (_, text, architecture) => {
  expect(emulated(text)).toBe(architecture)
})
