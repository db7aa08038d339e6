import { join } from 'node:path'
import { expect, test } from 'vitest'
import { musterPath, start } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, removeProject, testProject } from '../harness/project.ts'

const files = `services:
  a: {image: busybox, init: true, command: sh -c "cat /data/whose; sleep 3600", volumes: ["data:/data"]}
volumes: {data: }
`

test('the data of a project that has the name of a copy is neither used nor removed, unless it is adopted', async () => {
  await using mine = await testProject({})
  await using strange = await testProject({})
  const copy = `${mine.name}-fix`
  await mine.write('compose.yaml', `name: ${mine.name}\n${files}`)
  await strange.write('compose.yaml', `name: ${copy}\n${files}`)
  const env = { XDG_STATE_HOME: join(mine.directory, 'state') }
  const run = async (args: readonly string[]): ReturnType<typeof start>['done'] =>
    await start([musterPath, '--isolate=fix', ...args], { cwd: mine.directory, env }).done
  const compose = async (args: readonly string[]): Promise<void> =>
    expectSuccess(await start(['docker', 'compose', ...args], { cwd: strange.directory }).done)
  try {
    await compose(['run', '--rm', '-T', 'a', 'sh', '-c', 'echo strange > /data/whose'])
    await compose(['down', '-t', '0'])
    const before = await objectsOf(copy)
    const data = [
      ['reset', '--empty'],
      ['reset', '--abandon'],
      ['snapshot', 'save', 's'],
      ['snapshot', 'restore', 's'],
    ]
    for (const args of [['up', '-d'], ['down', '-v'], ['plan'], ['run', '--rm', 'a', 'true'], ...data]) {
      const { code, stderr } = await run(args)
      expect({ args, code, stderr }).toMatchObject({ code: 7, stderr: expect.stringContaining('[E104]') as string })
      expect(stderr).toContain(`${copy}_data`)
      expect(stderr).toContain(mine.directory)
    }
    expect(await objectsOf(copy)).toEqual(before)
    // Taken over, for good.
    expectSuccess(await run(['--adopt', 'up', '-d']))
    expectSuccess(await run(['down', '-t', '0']))
    expectSuccess(await run(['up', '-d']))
    expectSuccess(await run(['down', '-v', '-t', '0']))
    // What a copy has made is its own, whoever has forgotten it.
    expectSuccess(await run(['up', '-d']))
    expectSuccess(await run(['down', '-t', '0']))
    env.XDG_STATE_HOME = join(mine.directory, 'other')
    expectSuccess(await run(['up', '-d']))
    expectSuccess(await run(['down', '-v', '-t', '0']))
    expect((await objectsOf(copy)).volumes).toEqual([])
  } finally {
    await removeProject(copy)
  }
})
