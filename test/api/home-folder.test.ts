import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { homeFolder } from '../../src/api/world/home-folder.ts'
import { stateFolder } from '../../src/api/world/state-folder.ts'
import { xdgFolder } from '../../src/api/world/xdg-folder.ts'
import { musterPath } from '../harness/command.ts'

const system = userInfo().homedir

test.each([
  ['a full path', { HOME: '/home/ann' }, '/home/ann'],
  ['none', {}, system],
  ['an empty one', { HOME: '' }, system],
  ['a relative one', { HOME: 'here' }, system],
  ['the current folder', { HOME: '.' }, system],
])('the home folder is never the one that a checkout brings: HOME is %s', (_, env, folder) => {
  expect(homeFolder(new Map(Object.entries(env)))).toBe(folder)
})

test.each([
  ['/state', '/state'],
  ['state', '/home/ann/.local/state'],
  ['', '/home/ann/.local/state'],
])('a folder of the XDG specification counts with a full path only: %j', (named, folder) => {
  const world = { home: '/home/ann', env: new Map([['XDG_STATE_HOME', named]]) }
  expect(stateFolder(world)).toBe(`${folder}/muster`)
  const trust = { home: '/home/ann', env: new Map([['XDG_CONFIG_HOME', 'conf']]) }
  expect(xdgFolder('XDG_CONFIG_HOME', trust, '.config')).toBe('/home/ann/.config')
})

test.runIf(process.getuid?.() === 0)('a user whom the system does not know needs no HOME', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'muster-nobody-'))
  try {
    await chmod(directory, 0o755)
    await writeFile(join(directory, 'compose.yaml'), 'services: {a: {image: b}}')
    const read = ['-f', join(directory, 'compose.yaml'), 'config', '--services']
    const unknown = ['--reuid', '54321', '--clear-groups', process.execPath, musterPath, ...read]
    const { stdout } = await promisify(execFile)('setpriv', unknown, { env: { PATH: process.env['PATH'] }, cwd: '/' })
    expect(stdout).toBe('a\n')
  } finally {
    await rm(directory, { recursive: true })
  }
})
