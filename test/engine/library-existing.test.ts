import { test } from 'vitest'
import { connect, errorCode, StackError, up } from '../../src/index.ts'
import { muster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'

const file = `
services:
  db: { image: busybox, init: true, command: sleep 1000, volumes: ["data:/data"] }
volumes: { data: {} }
`

/** What is there, as the engine names it; states and times go on meanwhile. */
async function ids(project: string): Promise<readonly string[]> {
  const { containers, networks, volumes } = await objectsOf(project)
  return [...containers.map(({ Id }) => Id), ...networks.map(({ Id }) => Id), ...volumes.map(({ Name }) => Name)]
}

const nothing = { containers: [], networks: [], volumes: [] }

test.concurrent('what somebody has up is refused by name, and nothing of it is touched', async ({ expect }) => {
  await using project = await testProject({ 'compose.yaml': file })
  expectSuccess(await muster(project, ['up', '-d']))
  const before = await ids(project.name)
  const options = { cwd: project.directory, project: project.name }
  for (const asked of [options, { ...options, volumes: 'fresh' }, { ...options, existing: 'refuse' }] as const) {
    const error: unknown = await up(asked).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StackError)
    expect(errorCode(error)).toBe('E164')
    for (const words of [project.name, `${project.name}-db-1`, 'isolate', 'connect()', "'keep'", "'adopt'"])
      expect((error as Error).message).toContain(words)
  }
  expect(await ids(project.name)).toEqual(before)
  {
    await using copy = await up({ ...options, isolate: true })
    expect(copy.name).not.toBe(project.name)
  }
  expect(await ids(project.name)).toEqual(before)
})

test.concurrent("a stack of stopped containers is somebody's, too", async ({ expect }) => {
  await using project = await testProject({ 'compose.yaml': file })
  expectSuccess(await muster(project, ['create']))
  await expect(up({ cwd: project.directory, project: project.name })).rejects.toThrow('has containers already')
})

test.concurrent('what is kept is brought up to date and is there at the end', async ({ expect }) => {
  await using project = await testProject({ 'compose.yaml': file })
  const options = { cwd: project.directory, project: project.name }
  expectSuccess(await muster(project, ['create']))
  for (const asked of [{ existing: 'keep' }, { lease: 'none' }] as const) {
    await using stack = await up({ ...options, ...asked })
    expect(stack.service('db').containers.map(({ state }) => state)).toEqual(['running'])
  }
  const { containers, volumes } = await objectsOf(project.name)
  expect([containers.map(({ State }) => State), volumes.length]).toEqual([['running'], 1])
  await expect(up({ ...options, existing: 'keep', volumes: 'fresh' })).rejects.toThrow('give one')
  await using stack = await connect(options)
  await stack.down({ volumes: 'remove', timeout: 0 })
  expect(await objectsOf(project.name)).toEqual(nothing)
})

test.concurrent('what is adopted goes at the end, with its data', async ({ expect }) => {
  await using project = await testProject({ 'compose.yaml': file })
  expectSuccess(await muster(project, ['up', '-d']))
  {
    await using _stack = await up({ cwd: project.directory, project: project.name, existing: 'adopt' })
  }
  expect(await objectsOf(project.name)).toEqual(nothing)
})

test.concurrent('a fresh stack takes nothing along that is external, and nothing at all where it cannot begin', async ({
  expect,
}) => {
  await using project = await testProject({ 'compose.yaml': file })
  expectSuccess(await muster(project, ['up', '-d']))
  const before = await ids(project.name)
  const options = { cwd: project.directory, project: project.name, volumes: 'fresh', existing: 'adopt' } as const
  await project.write('compose.yaml', file.replace('init:', 'unit:'))
  await expect(up(options)).rejects.toThrow('unit')
  expect(await ids(project.name)).toEqual(before)
  await project.write('compose.yaml', file.replace('data: {}', `data: { external: true, name: ${project.name}_data }`))
  {
    await using _stack = await up(options)
  }
  const { containers, volumes } = await objectsOf(project.name)
  expect([containers, volumes.map(({ Name }) => Name)]).toEqual([[], [`${project.name}_data`]])
})

test.concurrent('data that was there before stays, and what was made beside it goes', async ({ expect }) => {
  const more = file
    .replace('["data:/data"]', '["data:/data", "cache:/cache"]')
    .replace('data: {}', 'data: {}, cache: {}')
  for (const lease of ['process', 'none'] as const) {
    await using project = await testProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(project, ['down', '-t', '0']))
    await project.write('compose.yaml', more)
    {
      await using stack = await up({ cwd: project.directory, project: project.name, lease })
      await stack.service('db').exec(['touch', '/data/mine'])
    }
    const left = await objectsOf(project.name)
    expect([left.containers, left.networks]).toEqual([[], []])
    expect(left.volumes.map(({ Name }) => Name)).toEqual([`${project.name}_data`])
  }
})
