import { describe, expect, test } from 'vitest'
import { ignoringPaths } from '../../../src/engine/build/dockerignore.ts'
import { reactionTo } from '../../../src/run/watch/reaction.ts'
import { ephemeral, skipsFolder, type WatchRule } from '../../../src/run/watch/rule.ts'

function rule(more: Partial<WatchRule> & { ignores?: readonly string[]; includes?: readonly string[] }): WatchRule {
  const { ignores = [], includes, ...rest } = more
  return {
    service: 'web',
    action: 'sync',
    root: '/p/src',
    target: '/app',
    secret: new Set(),
    ignore: [
      { root: '/', patterns: ignoringPaths(ephemeral) },
      { root: '/p', patterns: ignoringPaths(['node_modules', '**/*.md', '!**/keep.md']) },
      { root: '/p/src', patterns: ignoringPaths(ignores) },
    ],
    ...(includes && { include: ignoringPaths(includes) }),
    ...rest,
  }
}

const targets = (path: string, of: WatchRule): readonly string[] => [
  ...(reactionTo([path], [of]).sync.get(of.service)?.keys() ?? []),
]

describe('a change is copied to its place, or not at all', () => {
  test.each<{ path: string; of?: Parameters<typeof rule>[0]; to: string | undefined }>([
    { path: '/p/src/a.js', to: '/app/a.js' },
    { path: '/p/src/deep/er/a.js', to: '/app/deep/er/a.js' },
    { path: '/p/srcs/a.js', to: undefined },
    { path: '/p/other/a.js', to: undefined },
    { path: '/p/src/..a', to: '/app/..a' },
    { path: '/p/src/a.js', of: { target: '/' }, to: '/a.js' },
    { path: '/p/one.json', of: { root: '/p/one.json', target: '/app/two.json' }, to: '/app/two.json' },
    // ignore: from the rule's path on; what is below an ignored folder is ignored.
    { path: '/p/src/a.log', of: { ignores: ['*.log'] }, to: undefined },
    { path: '/p/src/x/a.log', of: { ignores: ['*.log'] }, to: '/app/x/a.log' },
    { path: '/p/src/x/a.log', of: { ignores: ['**/*.log'] }, to: undefined },
    { path: '/p/src/tmp/a/b', of: { ignores: ['tmp/'] }, to: undefined },
    { path: '/p/src/tmp/a/b', of: { ignores: ['./tmp', '!tmp/a/b'] }, to: '/app/tmp/a/b' },
    { path: '/p/src/#x', of: { ignores: ['#x'] }, to: undefined },
    // include
    { path: '/p/src/a.css', of: { includes: ['*.js', 'lib'] }, to: undefined },
    { path: '/p/src/lib/a.css', of: { includes: ['*.js', 'lib'] }, to: '/app/lib/a.css' },
    { path: '/p/src/a.js', of: { includes: ['*.js'], ignores: ['a.js'] }, to: undefined },
    // .dockerignore of the context
    { path: '/p/src/README.md', to: undefined },
    { path: '/p/src/keep.md', to: '/app/keep.md' },
    { path: '/p/node_modules/x/y', of: { root: '/p' }, to: undefined },
    { path: '/p/src/node_modules/x', to: '/app/node_modules/x' },
    // What editors and git write.
    { path: '/p/src/.a.js.swp', to: undefined },
    { path: '/p/src/4913', to: undefined },
    { path: '/p/src/a.js~', to: undefined },
    { path: '/p/src/.#a.js', to: undefined },
    { path: '/p/src/#a.js#', to: undefined },
    { path: '/p/src/a.js___jb_tmp___', to: undefined },
    { path: '/p/src/.idea/workspace.xml', to: undefined },
    { path: '/p/.git/index', of: { root: '/p' }, to: undefined },
    { path: '/p/sub/.git/HEAD', of: { root: '/p' }, to: undefined },
    { path: '/p/src/.gitignore', to: '/app/.gitignore' },
    // A secret of the project.
    { path: '/p/src/key.pem', of: { secret: new Set(['/p/src/key.pem']) }, to: undefined },
  ])('$path with $of: $to', ({ path, of = {}, to }) => {
    expect(targets(path, rule(of))).toEqual(to === undefined ? [] : [to])
  })
})

describe('a reaction', () => {
  test('does each thing once for a batch, whatever number of files ask for it', () => {
    const rules = [
      rule({ action: 'sync+exec', exec: { command: ['true'] } }),
      rule({ service: 'api', action: 'rebuild', root: '/p' }),
      rule({ service: 'db', action: 'restart', root: '/p/src' }),
      rule({ service: 'app', action: 'sync+restart', target: '/x' }),
    ]
    const { rebuild, sync, restart, exec } = reactionTo(['/p/src/a', '/p/src/b', '/p/src/a'], rules)
    expect([...rebuild]).toEqual(['api'])
    expect([...restart]).toEqual(['db', 'app'])
    expect([...exec]).toEqual([rules[0]])
    expect([...sync].map(([service, files]) => [service, [...files.keys()]])).toEqual([
      ['web', ['/app/a', '/app/b']],
      ['app', ['/x/a', '/x/b']],
    ])
  })

  test('of a secret is nothing at all, neither a restart nor a command', () => {
    const secret = new Set(['/p/src/key'])
    const { sync, restart, exec } = reactionTo(
      ['/p/src/key'],
      [rule({ secret, action: 'sync+restart' }), rule({ secret, action: 'sync+exec' })],
    )
    expect([sync.size, restart.size, exec.size]).toEqual([0, 0, 0])
  })
})

describe('a folder is looked into', () => {
  test.each([
    { folder: '/p/src/out', of: { ignores: ['**/out'] }, skipped: true },
    { folder: '/p/node_modules', of: { root: '/p/node_modules/own' }, skipped: false },
    { folder: '/p/.git', of: { root: '/p' }, skipped: true },
    { folder: '/p/src/tmp', of: { ignores: ['tmp', '!tmp/keep'] }, skipped: false },
    { folder: '/p/src/tmp', of: { ignores: ['tmp'] }, skipped: true },
    { folder: '/p/docs', of: {}, skipped: true },
    { folder: '/p', of: {}, skipped: false },
  ])('$folder with $of: skipped $skipped', ({ folder, of, skipped }) => {
    expect(skipsFolder(rule(of), folder)).toBe(skipped)
  })
})
