import { once } from 'node:events'
import { mkdtemp, mkdir, rm, symlink, writeFile, chmod } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../src/engine/connect.ts'
import type { BuildSpec } from '../../../src/plan/step.ts'
import { adapterWorld, env, type AdapterWorld } from './adapter-world.ts'

let world: AdapterWorld
const folders: string[] = []

beforeAll(async () => {
  world = await adapterWorld()
})

afterAll(() => world.clean())

afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
})

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-build-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

function spec(context: string, more: Partial<BuildSpec> = {}): BuildSpec {
  const labels = new Map(Object.entries(world.labels('web')))
  return { service: 'web', name: `${world.project}-web`, tags: [], context, args: new Map(), labels, ...more }
}

async function build(
  spec: BuildSpec,
  builder: 'classic' | 'buildkit',
): Promise<{ readonly id: string; readonly lines: string[] }> {
  const lines: string[] = []
  const engine = await connect({
    env: new Map(env).set('DOCKER_BUILDKIT', builder === 'classic' ? '0' : '1'),
    home: '/nowhere',
  })
  try {
    return { id: await engine.images.build(spec, { onOutput: (line) => lines.push(line) }), lines }
  } finally {
    engine.close()
  }
}

describe.each(['classic', 'buildkit'] as const)('a build with %s', (builder) => {
  it('uses arguments, target, labels and tags, and returns the id of the image', async () => {
    const context = await folderWith({
      Dockerfile: 'FROM busybox AS one\nARG WHO\nRUN echo hello $WHO > /who && cat /who\nFROM one AS two\nRUN exit 1\n',
    })
    const tag = `${world.project}-${builder}:extra`
    const { id, lines } = await build(
      spec(context, { args: new Map([['WHO', world.project]]), target: 'one', tags: [tag] }),
      builder,
    )
    const found = await world.engine.images.find([`${world.project}-web`, tag])
    expect([...found.values()].map((image) => image.id)).toEqual([id, id])
    expect(found.get(tag)?.labels.get('com.docker.compose.service')).toBe('web')
    expect(lines.join('\n')).toContain(`hello ${world.project}`)
  })

  it('sends modes, links and long names, and leaves out what is ignored', async () => {
    const long = `${'d'.repeat(90)}/${'f'.repeat(90)}`
    const context = await folderWith({
      Dockerfile: `FROM busybox\nCOPY . /c/\nRUN cd /c && ls && test -x run && test "$(readlink link)" = run && test -f ${long} && test -f keep/b && test ! -e keep/a && test ! -e secret && test ! -e socket && test "$(stat -c %u:%g run)" = 0:0\n`,
      '.dockerignore': '# not these\nsecret\nkeep/*\n!keep/b\n',
      run: '#!/bin/sh\n',
      secret: 'x',
      'keep/a': 'a',
      'keep/b': 'b',
      [long]: 'x',
    })
    await chmod(join(context, 'run'), 0o755)
    await symlink('run', join(context, 'link'))
    const server = createServer().listen(join(context, 'socket'))
    await once(server, 'listening')
    expect((await build(spec(context), builder)).id).toMatch(/^sha256:/)
    server.close()
  })

  it('takes a Dockerfile that is inline or outside of the context', async () => {
    const context = await folderWith({ a: 'a' })
    const outside = join(await folderWith({ 'Own.dockerfile': 'FROM busybox\nCOPY a /a\n' }), 'Own.dockerfile')
    const first = await build(spec(context, { dockerfile: outside }), builder)
    const second = await build(spec(context, { inline: 'FROM busybox\nCOPY a /a\nENV x=y\n' }), builder)
    expect(first.id).not.toBe(second.id)
  })

  it('that fails names the step, its line and what it printed', async () => {
    const context = await folderWith({ Dockerfile: 'FROM busybox\n\nRUN echo working \\\n  && exit 3\n' })
    const failed = build(spec(context), builder)
    await expect(failed).rejects.toThrow(/build of web: .*RUN echo working.*\(Dockerfile:3\).*3/s)
    await expect(failed).rejects.toThrow(/\n {2}working/)
  })
})

describe('a build', () => {
  it('without its folder or its Dockerfile says which is missing', async () => {
    const context = await folderWith({ a: 'a' })
    await expect(build(spec(join(context, 'none')), 'buildkit')).rejects.toThrow(/context .*none does not exist/)
    await expect(build(spec(context), 'buildkit')).rejects.toThrow(/the Dockerfile .*Dockerfile does not exist/)
  })
})
