import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchGit } from '../../src/api/world/fetch-git.ts'
import { loadWorld } from '../../src/api/world/load-world.ts'
import { load } from '../../src/load/load.ts'

const compose = 'services:\n  a:\n    image: i\n'
let folder = ''
let home = ''
let marker = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-git-'))
  home = join(folder, 'home')
  marker = join(folder, 'marker')
  mkdirSync(home)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function git(at: string, ...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
  const me = ['-c', 'user.name=n', '-c', 'user.email=e@example.com', '-c', 'protocol.file.allow=always']
  return execFileSync('git', ['-C', at, ...me, ...args], { env, encoding: 'utf8', stdio: 'pipe' }).trim()
}

/** A bare repository with these files, and its commit. */
function repository(contents: Readonly<Record<string, string>>, more: (work: string) => void = () => {}): Repository {
  const work = mkdtempSync(join(folder, 'work-'))
  git(work, 'init', '-q')
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(work, path)), { recursive: true })
    writeFileSync(join(work, path), text)
  }
  more(work)
  git(work, 'add', '-A')
  git(work, 'commit', '-qm', 'all')
  git(folder, 'clone', '-q', '--bare', work, `${work}.git`)
  return { url: `file://${work}.git`, commit: git(work, 'rev-parse', 'HEAD') }
}

interface Repository {
  readonly url: string
  readonly commit: string
}

function fetching(env: Readonly<Record<string, string>> = {}): Parameters<typeof fetchGit>[1] {
  const variables = new Map(Object.entries({ PATH: process.env['PATH'] ?? '', HOME: home, ...env }))
  return { env: variables, home, protocols: ['file'] }
}

describe('a commit of a repository', () => {
  it('lies in a folder of the user alone, without the repository', async () => {
    const file = await fetchGit({ ...repository({ 'db/compose.yml': compose }), path: 'db' }, fetching())
    expect(readFileSync(file, 'utf8')).toBe(compose)
    expect(file.startsWith(join(home, '.cache/muster/git/'))).toBe(true)
    expect(statSync(join(home, '.cache/muster/git')).mode & 0o777).toBe(0o700)
    expect(existsSync(join(dirname(file), '../.git'))).toBe(false)
  })

  it('is fetched once', async () => {
    const address = { ...repository({ 'compose.yaml': compose }), path: '' }
    const first = await fetchGit(address, fetching())
    rmSync(address.url.slice('file://'.length), { recursive: true })
    expect(await fetchGit(address, fetching())).toBe(first)
  })

  it('is an error when the repository does not have it, and leaves nothing', async () => {
    const address = { ...repository({ 'compose.yaml': compose }), commit: 'f'.repeat(40), path: '' }
    await expect(fetchGit(address, fetching())).rejects.toThrow(/fatal|error/)
    expect(execFileSync('ls', ['-A', join(home, '.cache/muster/git')], { encoding: 'utf8' })).toBe('')
  })
})

describe('nothing of a repository is run', () => {
  it('by hooks that the configuration names', async () => {
    const hooks = join(folder, 'hooks')
    mkdirSync(hooks)
    writeFileSync(join(hooks, 'post-checkout'), `#!/bin/sh\ntouch ${marker}\n`)
    chmodSync(join(hooks, 'post-checkout'), 0o755)
    writeFileSync(join(home, '.gitconfig'), `[core]\n\thooksPath = ${hooks}\n[init]\n\ttemplateDir = ${folder}\n`)
    await fetchGit({ ...repository({ 'compose.yaml': compose }), path: '' }, fetching())
    expect(existsSync(marker)).toBe(false)
  })

  it('by filters that its attributes ask for', async () => {
    const filter = `[filter "f"]\n\tsmudge = touch ${marker}\n\trequired = true\n`
    writeFileSync(join(home, '.gitconfig'), filter)
    await fetchGit(
      { ...repository({ 'compose.yaml': compose, '.gitattributes': '* filter=f\n' }), path: '' },
      fetching(),
    )
    expect(existsSync(marker)).toBe(false)
  })

  it('by transports other than those that are allowed', async () => {
    const config = `[url "ext::sh -c touch% ${marker} "]\n\tinsteadOf = file://\n[protocol]\n\tallow = always\n`
    writeFileSync(join(home, '.gitconfig'), config)
    const address = { ...repository({ 'compose.yaml': compose }), path: '' }
    await expect(fetchGit(address, fetching())).rejects.toThrow("transport 'ext' not allowed")
    expect(existsSync(marker)).toBe(false)
  })

  it('and a repository of this machine is no remote one', async () => {
    const { protocols: _, ...by } = fetching({ GIT_ALLOW_PROTOCOL: 'file' })
    const address = { ...repository({ 'compose.yaml': compose }), path: '' }
    await expect(fetchGit(address, by)).rejects.toThrow("transport 'file' not allowed")
  })

  it('and its submodules stay away', async () => {
    const inner = repository({ 'inner.yaml': compose })
    const outer = repository(
      { 'compose.yaml': compose },
      (work) => void git(work, 'submodule', 'add', '-q', inner.url, 'sub'),
    )
    const file = await fetchGit({ ...outer, path: '' }, fetching())
    expect(existsSync(join(dirname(file), 'sub/inner.yaml'))).toBe(false)
  })

  it('and its links lead nowhere', async () => {
    const linked = repository({ 'compose.yaml': compose }, (work) => symlinkSync('/etc', join(work, 'link')))
    await expect(fetchGit({ ...linked, path: 'link/passwd' }, fetching())).rejects.toThrow('there is no link/passwd')
    const file = await fetchGit({ ...linked, path: '' }, fetching())
    expect(readFileSync(join(dirname(file), 'link'), 'utf8')).toBe('/etc')
  })
})

it('a cache that others may write to is not used', async () => {
  mkdirSync(join(home, '.cache/muster/git'), { recursive: true })
  chmodSync(join(home, '.cache/muster/git'), 0o777)
  const address = { ...repository({ 'compose.yaml': compose }), path: '' }
  await expect(fetchGit(address, fetching())).rejects.toThrow('open to others')
})

it('what a project sets in `.env` does not reach git', async () => {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nenv >> ${marker}\nexit 1\n`)
  chmodSync(join(bin, 'git'), 0o755)
  const address = `https://example.com/a.git#${'0'.repeat(40)}`
  writeFileSync(join(home, 'compose.yaml'), `include: ["${address}"]\n`)
  const names = ['GIT_SSH_COMMAND', 'LD_PRELOAD', 'GIT_ASKPASS', 'COMPOSE_X']
  writeFileSync(join(home, '.env'), names.map((name) => `${name}=evil\n`).join(''))
  const env = new Map([['PATH', `${bin}:/usr/bin:/bin`]])
  const options = {
    files: [],
    envFiles: [],
    profiles: [],
    allResources: false,
    compatibility: false,
    allowRemote: true,
  }
  await expect(load(options, loadWorld({ cwd: home, home, env }))).rejects.toThrow('cannot be fetched')
  expect(readFileSync(marker, 'utf8')).toContain('GIT_TERMINAL_PROMPT=0')
  expect(readFileSync(marker, 'utf8')).not.toContain('evil')
})
