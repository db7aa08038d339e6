import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Outcome, dockerCompose, muster, start } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'

const files = {
  'a.txt': '1',
  'b.log': '2',
  'sub/a.txt': '3',
  'sub/deep/b.log': '4',
  '.git/HEAD': '5',
  'x y.txt': '6',
  '#c': '7',
  '[z].txt': '8',
  Dockerfile: 'FROM scratch\nCOPY . /c\n',
}

const all = [
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
] as const

/** A service for each, with a context of its own. */
const contexts = all.map((rules, index) => ({ rules, service: `s${index}` }))

describe('.dockerignore', () => {
  let ours: ReadonlyMap<string, string>
  let theirs: ReadonlyMap<string, string>

  beforeAll(async () => {
    const services = contexts.map(({ service }) => `  ${service}: { build: ${service} }\n`)
    await using project = await testProject({ 'compose.yaml': `services:\n${services.join('')}` })
    for (const { rules, service } of contexts) {
      for (const [path, text] of Object.entries(files)) await project.write(`${service}/${path}`, text)
      await project.write(`${service}/.dockerignore`, `${rules}\n`)
      await mkdir(join(project.directory, service, 'empty'))
    }
    const lists = async (build: () => Promise<Outcome>): Promise<ReadonlyMap<string, string>> => {
      expectSuccess(await build())
      const found = new Map<string, string>()
      for (const { service } of contexts) found.set(service, await filesOf(`${project.name}-${service}`))
      return found
    }
    ours = await lists(async () => await muster(project, ['build', '--no-cache']))
    theirs = await lists(async () => await dockerCompose(project, ['build', '--no-cache']))
    expectSuccess(await muster(project, ['down', '-t', '0', '--rmi', 'local']))
  })

  test.each(contexts)('$rules lets in what docker buildx lets in', ({ service }) => {
    expect(ours.get(service)).toBe(theirs.get(service))
    expect(ours.get(service)).toContain('\nc/')
  })
})

/** What an image holds, by the names in the archive of a container that never runs. */
async function filesOf(image: string): Promise<string> {
  const script = 'id=$(docker create "$1" none) && docker export "$id" | tar -t | sort && docker rm "$id" > /dev/null'
  const listed = await start(['bash', '-euo', 'pipefail', '-c', script, 'bash', image], {}).done
  expectSuccess(listed)
  return listed.stdout
}
