import { describe, expect, it } from 'vitest'
import { gitAddress, isGit, withoutCredentials } from '../../src/load/git-address.ts'
import { load } from '../../src/load/load.ts'
import type { LoadWorld } from '../../src/load/options.ts'
import { plain, worldOf } from './world.ts'

const commit = '0123456789abcdef0123456789abcdef01234567'

describe('the address of a git repository', () => {
  it.each([
    [`https://git.example.com/a/b.git#${commit}`, 'https://git.example.com/a/b.git', ''],
    [`https://git.example.com:8443/~me/b.git#${commit}:sub/dir`, 'https://git.example.com:8443/~me/b.git', 'sub/dir'],
    [`github.com/a/b.git#${commit}:/x/compose.yaml`, 'https://github.com/a/b.git', 'x/compose.yaml'],
    [`git@example.com:a/b.git#${commit}`, 'git@example.com:a/b.git', ''],
    [`ssh://git@example.com:2222/a/b.git#${commit}`, 'ssh://git@example.com:2222/a/b.git', ''],
  ])('%s', (text, url, path) => {
    expect(isGit(text)).toBe(true)
    expect(gitAddress(text)).toEqual({ url, commit, path })
  })

  it.each([
    ['https://example.com/a.git', /without the full hash/],
    ['https://example.com/a.git#main', /without the full hash/],
    ['https://example.com/a.git#0123456', /without the full hash/],
    [`https://example.com/a.git#--upload-pack=x`, /without the full hash/],
    [`http://example.com/a.git#${commit}`, /not encrypted/],
    [`git://example.com/a.git#${commit}`, /not encrypted/],
    [`https://me:secret@example.com/a.git#${commit}`, /credentials/],
    [`ssh://-oProxyCommand=x/a.git#${commit}`, /not the address/],
    [`ssh://-x@example.com/a.git#${commit}`, /not the address/],
    [`git@-oProxyCommand=x:a.git#${commit}`, /not the address/],
    [`git@example.com:-x#${commit}`, /not the address/],
    [`https://example.com/a.git#${commit}:../x`, /leaves the repository/],
    [`https://example.com/a.git#${commit}:a/../../x`, /leaves the repository/],
    [`https://example.com/a.git#${commit}:.GIT/config`, /leaves the repository/],
  ])('%s is refused', (text, why) => {
    expect(gitAddress(text)).toEqual({ refused: expect.stringMatching(why), fix: expect.any(String) })
  })

  it.each(['compose.yaml', './git@x', 'github.com/a/compose.yaml', 'C:/x.git', 'ext::sh -c x', 'file:///x.git'])(
    '%s is a file',
    (text) => expect(isGit(text)).toBe(false),
  )

  it('is shown without credentials', () => {
    expect(withoutCredentials('https://me:secret@example.com/a.git')).toBe('https://***@example.com/a.git')
  })
})

describe('a project in a git repository', () => {
  const address = `https://example.com/a.git#${commit}:db`
  const fetching = (files: Readonly<Record<string, string>>): LoadWorld & { readonly asked: string[] } => {
    const asked: string[] = []
    const fetchRemote = async (resource: string): Promise<string> => {
      asked.push(resource)
      return '/p/cache/compose.yaml'
    }
    const clone = {
      'cache/compose.yaml': 'services:\n  db:\n    image: d\n    volumes: [./x:/x]\n',
      'cache/.env': 'A=b\n',
    }
    return { ...worldOf({ ...clone, ...files }), fetchRemote, asked }
  }

  it.each([
    ['include', `include:\n  - ${address}\n`],
    ['extends', `services:\n  db:\n    extends: {file: "${address}", service: db}\n`],
  ])('is used by %s where that is allowed, with its own folder', async (_, text) => {
    const world = fetching({ 'compose.yaml': text })
    const { services } = await load({ ...plain, allowRemote: true }, world)
    expect(services.get('db')?.volumes).toMatchObject([{ source: '/p/cache/x' }])
    expect(new Set(world.asked)).toEqual(new Set([address]))
  })

  it.each([
    ['include', { 'compose.yaml': `include:\n  - ${address}\n` }, []],
    ['extends', { 'compose.yaml': `services: {db: {extends: {file: "${address}", service: db}}}\n` }, []],
    ['-f', {}, [address]],
  ])('is not fetched for %s by default', async (_, files, named) => {
    const world = fetching(files)
    await expect(load({ ...plain, files: named }, world)).rejects.toThrow('remote files are off')
    expect(world.asked).toEqual([])
  })

  it('is the project folder when -f names it', async () => {
    const project = await load({ ...plain, files: [address], allowRemote: true }, fetching({}))
    expect([project.directory, project.environment.get('A')]).toEqual(['/p/cache', 'b'])
  })

  it('is not fetched when it is not pinned, and no credential is shown', async () => {
    const world = fetching({ 'compose.yaml': 'include: ["https://me:pa55@example.com/a.git#main"]\n' })
    const failure = await load({ ...plain, allowRemote: true }, world).catch((error: unknown) => error)
    expect(String(failure)).toContain('it holds credentials')
    expect(String(failure)).not.toContain('pa55')
    expect(world.asked).toEqual([])
  })
})
