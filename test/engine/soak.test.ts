import { expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { expectNothingLeft, expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { soak } from '../harness/soak.ts'

test('a program that brings a project up and down many times holds no more files, sockets and memory than at first', async () => {
  const { before, after } = await soak({ rounds: 5, services: 2 })
  expect(after.files).toBeLessThanOrEqual(before.files + 2)
  expect(after.handles).toBeLessThanOrEqual(before.handles + 2)
  expect(after.heap - before.heap).toBeLessThan(10_000_000)
})

test('eight projects go up and down side by side', async () => {
  const file =
    'services: { a: { image: busybox, init: true, command: sleep 3600 }, b: { image: busybox, init: true, command: sleep 3600 } }'
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      await using project = await testProject({ 'compose.yaml': file })
      expectSuccess(await muster(project, ['up', '-d']))
      expectSuccess(await muster(project, ['down', '-t', '0']))
      await expectNothingLeft(project)
    }),
  )
})
