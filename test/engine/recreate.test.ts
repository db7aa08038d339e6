import { expect, test } from 'vitest'
import { muster, start } from '../harness/command.ts'
import { expectNothingLeft, expectSettled } from '../harness/oracles.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'

async function ids(project: TestProject): Promise<ReadonlyMap<string, string>> {
  const { containers } = await objectsOf(project.name)
  return new Map(
    containers.map((container) => [container.Names[0]?.slice(project.name.length + 2) ?? '', container.Id]),
  )
}

const sleeper = 'image: busybox, init: true, command: sleep 1000'

test('only what changed is replaced, under the same name, with its anonymous volume', async () => {
  const yaml = (value: string): string => `
services:
  a: { ${sleeper}, environment: { V: "${value}" }, volumes: [/anon] }
  b: { ${sleeper}, depends_on: [a] }
`
  await using project = await testProject({ 'compose.yaml': yaml('1') })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  const before = await ids(project)
  await start(['docker', 'exec', `${project.name}-a-1`, 'touch', '/anon/kept'], {}).done
  await project.write('compose.yaml', yaml('2'))
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  const after = await ids(project)
  expect([...after.keys()].sort()).toEqual(['a-1', 'b-1'])
  expect(after.get('b-1')).toBe(before.get('b-1'))
  expect(after.get('a-1')).not.toBe(before.get('a-1'))
  const shown = await start(['docker', 'exec', `${project.name}-a-1`, 'sh', '-c', 'ls /anon; echo $V'], {}).done
  expect(shown.stdout).toBe('kept\n2\n')
  await expectSettled(project)
  expect(await muster(project, ['up', '-d', '-V'])).toMatchObject({ code: 0 })
  expect((await start(['docker', 'exec', `${project.name}-a-1`, 'ls', '/anon'], {}).done).stdout).toBe('')
})

test('containers that share a namespace follow the one that owns it', async () => {
  const yaml = (value: string): string =>
    `services: { a: { ${sleeper}, environment: { V: "${value}" } }, b: { ${sleeper}, network_mode: "service:a" } }`
  await using project = await testProject({ 'compose.yaml': yaml('1') })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  await project.write('compose.yaml', yaml('2'))
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  expect((await start(['docker', 'exec', `${project.name}-b-1`, 'ip', 'addr'], {}).done).stdout).toContain('eth0')
  await expectSettled(project)
})

test('a changed network is made anew under its containers, which keep their ids', async () => {
  const yaml = (value: string): string =>
    `services: { a: { ${sleeper} } }\nnetworks: { default: { labels: { l: "${value}" } } }`
  await using project = await testProject({ 'compose.yaml': yaml('1') })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  const before = await ids(project)
  await project.write('compose.yaml', yaml('2'))
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  expect(await ids(project)).toEqual(before)
  expect((await start(['docker', 'exec', `${project.name}-a-1`, 'nslookup', 'a'], {}).done).code).toBe(0)
  await expectSettled(project)
})

test('scaling keeps low numbers, and the next plain up returns to the file', async () => {
  await using project = await testProject({ 'compose.yaml': `services: { w: { ${sleeper} } }` })
  expect(await muster(project, ['up', '-d', '--scale', 'w=3'])).toMatchObject({ code: 0 })
  expect([...(await ids(project)).keys()].sort()).toEqual(['w-1', 'w-2', 'w-3'])
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  expect([...(await ids(project)).keys()]).toEqual(['w-1'])
})

test('orphans stay until they are to be removed', async () => {
  await using project = await testProject({ 'compose.yaml': `services: { a: { ${sleeper} }, old: { ${sleeper} } }` })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  await project.write('compose.yaml', `services: { a: { ${sleeper} } }`)
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
  expect((await ids(project)).has('old-1')).toBe(true)
  expect(await muster(project, ['up', '-d', '--remove-orphans'])).toMatchObject({ code: 0 })
  expect([...(await ids(project)).keys()]).toEqual(['a-1'])
  expect(await muster(project, ['down', '-v'])).toMatchObject({ code: 0 })
  await expectNothingLeft(project)
})
