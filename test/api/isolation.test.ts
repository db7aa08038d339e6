import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isolationOf, type IsolationRequest } from '../../src/api/copies/isolation.ts'
import { linkedWorktree, worktreeName } from '../../src/api/copies/worktree.ts'
import { plain } from '../load/world.ts'

interface Folder extends AsyncDisposable {
  readonly path: string
}

async function folder(files: Readonly<Record<string, string>>): Promise<Folder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'muster-isolation-')))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(path, name, '..'), { recursive: true })
    await writeFile(join(path, name), text)
  }
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) }
}

/** A repository `app` with a worktree `app-feature` beside it, as git lays them out. */
async function repository(): Promise<Folder> {
  const made = await folder({
    'app/compose.yaml': 'services: {}\n',
    'app/.git/HEAD': 'ref: refs/heads/main\n',
    'app/.git/worktrees/app-feature/commondir': '../..\n',
    'app/.git/modules/sub/HEAD': 'ref: refs/heads/main\n',
    'app/sub/.git': 'gitdir: ../.git/modules/sub\n',
    'app/sub/compose.yaml': 'services: {}\n',
    'app-feature/deep/compose.yaml': 'services: {}\n',
  })
  await writeFile(join(made.path, 'app-feature/.git'), `gitdir: ${made.path}/app/.git/worktrees/app-feature\n`)
  return made
}

const choose = async (request: IsolationRequest, cwd: string): ReturnType<typeof isolationOf> =>
  await isolationOf(request, plain, { cwd, home: '/', env: new Map() })

test('a linked worktree is known by the file that git leaves in it, and its suffix is its own name', async () => {
  await using made = await repository()
  const worktree = linkedWorktree(join(made.path, 'app-feature/deep'))
  expect(worktree).toMatchObject({ name: 'app-feature', main: join(made.path, 'app') })
  expect(worktree && worktreeName(worktree)).toBe('feature')
  expect(await choose({ kind: 'worktree' }, join(made.path, 'app-feature/deep'))).toEqual({
    isolation: { name: 'feature', ports: 'remembered' },
    notice: `this is a worktree of ${made.path}/app: working on its own copy, --isolate=feature (--no-isolate shares)`,
  })
})

test('the main worktree, a submodule and what is no repository are no linked worktrees', async () => {
  await using made = await repository()
  for (const place of ['app', 'app/sub', '.']) {
    expect(linkedWorktree(join(made.path, place))).toBeUndefined()
    expect(await choose({ kind: 'worktree' }, join(made.path, place))).toBeUndefined()
  }
})

test('without a name a copy is called after the real folder of the project, wherever the command is run', async () => {
  await using made = await folder({ 'p/compose.yaml': 'services: {}\n', 'p/inner/x': '', 'q/compose.yaml': '{}' })
  await symlink(join(made.path, 'p'), join(made.path, 'link'))
  const nameIn = async (place: string): Promise<string | undefined> =>
    (await choose({ kind: 'folder' }, join(made.path, place)))?.isolation.name
  const name = await nameIn('p')
  expect(name).toMatch(/^[0-9a-f]{8}$/)
  expect([await nameIn('p/inner'), await nameIn('link')]).toEqual([name, name])
  expect(await nameIn('q')).not.toBe(name)
})

test.each([
  ['Feature/One', 'featureone'],
  ['_a', 'a'],
  ['ä-1', '1'],
])('%j names the copy %s', async (written, name) => {
  expect((await choose({ kind: 'named', name: written }, '/'))?.isolation.name).toBe(name)
})

test.each(['+++', '', 'x'.repeat(41)])('%j cannot name a copy', async (name) => {
  await expect(choose({ kind: 'named', name }, '/')).rejects.toThrow('cannot name a copy')
})
