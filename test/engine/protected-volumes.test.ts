import { describe, expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'

const file = (data: string): string => `
services:
  db: { image: busybox, command: sleep 600, init: true, stop_grace_period: 0s, volumes: ["data:/d"] }
volumes:
  data: ${data}
`

describe('the data of a volume with x-protect', () => {
  test('survives down -v, a reset, and an up that makes changed volumes anew', async () => {
    await using project = await testProject({
      'compose.yaml': file('{ x-protect: true }'),
      'changed.yaml': file('{ x-protect: true, labels: { a: b } }'),
    })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(project, ['exec', 'db', 'touch', '/d/kept']))
    const reset = await muster(project, ['reset', '--empty'])
    expect(reset).toMatchObject({ code: 1 })
    expect(reset.stderr).toMatch(/volume \S+_data is protected \(.*\n.*--unprotect/)
    expectSuccess(await muster(project, ['-f', 'changed.yaml', 'up', '-d', '-y']))
    expectSuccess(await muster(project, ['down', '-v']))
    expectSuccess(await muster(project, ['run', '--rm', 'db', 'test', '-e', '/d/kept']))
    expectSuccess(await muster(project, ['down', '-v', '--unprotect']))
    expect((await objectsOf(project.name)).volumes).toEqual([])
  })

  test.each([['--ttl', '1h'], ['--lease']])('is not made under a lease: up %s is refused', async (...lease) => {
    await using project = await testProject({ 'compose.yaml': file('{ x-protect: true }') })
    const detached = lease.length > 1 ? ['-d'] : []
    const up = await muster(project, ['up', ...detached, ...lease])
    expect(up).toMatchObject({ code: 1 })
    expect(up.stderr).toMatch(/is removed when that ends\n.*--isolate=NAME/)
    expect((await objectsOf(project.name)).volumes).toEqual([])
  })

  test('does not go with a lease under which it was made before it was protected', async () => {
    await using project = await testProject({ 'compose.yaml': file('') })
    expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
    await project.write('compose.yaml', file('{ x-protect: true }'))
    const again = await muster(project, ['up', '-d', '--ttl', '1h'])
    expect({ code: again.code, said: again.stderr }).toEqual({
      code: 1,
      said: expect.stringMatching(/is removed when that ends/) as string,
    })
    // Taken out of the lease, it may be part of another one: its data stays.
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(project, ['up', '-d', '--ttl', '1h']))
    expectSuccess(await muster(project, ['down', '-v', '--unprotect']))
  })

  test('is not overwritten where it is another project’s', async () => {
    await using owner = await testProject({ 'compose.yaml': file('{ x-protect: true }') })
    expectSuccess(await muster(owner, ['create']))
    await using project = await testProject({ 'compose.yaml': file(`{ external: true, name: ${owner.name}_data }`) })
    expectSuccess(await muster(project, ['create']))
    const reset = await muster(project, ['-f', 'compose.yaml', 'reset', '--empty', '--external'])
    expect({ code: reset.code, said: reset.stderr }).toEqual({
      code: 1,
      said: expect.stringMatching(/is protected \(label.*\n.*--unprotect/) as string,
    })
    expectSuccess(await muster(project, ['down']))
    expectSuccess(await muster(owner, ['down', '-v', '--unprotect']))
  })

  test('is others’ to overwrite where the file calls it external, whoever has made it', async () => {
    await using project = await testProject({ 'compose.yaml': file('') })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(project, ['exec', 'db', 'touch', '/d/kept']))
    await project.write('compose.yaml', file(`{ external: true, name: ${project.name}_data }`))
    const reset = await muster(project, ['-f', 'compose.yaml', 'reset', '--empty'])
    expect(reset).toMatchObject({ code: 1 })
    expect(reset.stderr).toContain(`volume ${project.name}_data is external`)
    expectSuccess(await muster(project, ['-f', 'compose.yaml', 'down', '-v']))
    expectSuccess(await muster(project, ['run', '--rm', 'db', 'test', '-e', '/d/kept']))
    await project.write('compose.yaml', file(''))
    expectSuccess(await muster(project, ['down', '-v']))
  })
})
