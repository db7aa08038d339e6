import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Outcome, dockerCompose, muster, start } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'

describe('.dockerignore', () => {
  const files = {
    'ctx/a.txt': '1',
    'ctx/b.log': '2',
    'ctx/sub/a.txt': '3',
    'ctx/sub/deep/b.log': '4',
    'ctx/.git/HEAD': '5',
    'ctx/x y.txt': '6',
    'ctx/#c': '7',
    'ctx/[z].txt': '8',
  }

  test.each([
    '*.log',
    '**/*.log',
    '*\n!a.txt',
    '*\n!sub/deep',
    'sub\n!sub/a.txt',
    '# comment\n .git ',
    '/a.txt',
    'sub/*',
    '**\n!**/a.txt',
    'a?txt',
    './sub/../a.txt',
    '\\#c',
    '[ab].*',
    '[^a].txt',
    '\\[z\\].txt',
    '**/deep/**',
    'x y.txt',
    '!sub\n*',
    'sub/**/b.log',
    'Dockerfile\n.dockerignore',
  ])('%j lets in what docker buildx lets in', async (rules) => {
    const dockerfile = 'FROM busybox\nCOPY . /c\nRUN cd /c && find . | sort > /list\nCMD cat /list\n'
    await using project = await testProject({
      ...files,
      'ctx/.dockerignore': `${rules}\n`,
      'ctx/Dockerfile': dockerfile,
      'compose.yaml': 'services:\n  a: { build: ctx }\n',
    })
    await mkdir(join(project.directory, 'ctx/empty'))
    const list = async (build: () => Promise<Outcome>): Promise<string> => {
      expectSuccess(await build())
      return (await start(['docker', 'run', '--rm', `${project.name}-a`], {}).done).stdout
    }
    const ours = await list(async () => await muster(project, ['build', '--no-cache']))
    const theirs = await list(async () => await dockerCompose(project, ['build', '--no-cache']))
    expect(ours).toBe(theirs)
    await muster(project, ['down', '-t', '0', '--rmi', 'local'])
  })
})
