import { expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { engineRequest, filters } from '../harness/engine.ts'
import { testProject } from '../harness/project.ts'
import { builtIn, runnableProject } from '../hostile/names.ts'

interface Listed {
  readonly Labels: Readonly<Record<string, string>>
}

// The engine takes names that begin with a letter or a digit, so `__proto__` is given to services, networks and keys.
test('services, networks and keys called __proto__ and constructor are brought up, kept, planned, listed and taken down', async () => {
  const env = builtIn.map((name) => `${name}=${name}\n`).join('')
  await using project = await testProject({ 'compose.yaml': runnableProject(builtIn), '.env': env })
  const up = await muster(project, ['up', '-d'])
  expect(up.code, up.stderr).toBe(0)
  const containers = (await engineRequest(
    'GET',
    `/containers/json?${filters({ label: [`com.docker.compose.project=${project.name}`] })}`,
  )) as readonly Listed[]
  const services = containers.map(({ Labels }) => Labels['com.docker.compose.service'])
  expect(services.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual(builtIn.toSorted())
  for (const { Labels } of containers) {
    for (const name of builtIn) expect(Object.getOwnPropertyDescriptor(Labels, name)?.value).toBe(`v-${name}`)
  }
  const plan = await muster(project, ['plan', '--detailed-exitcode'])
  expect(plan.code, plan.stdout).toBe(0)
  expect((await muster(project, ['ps', '--services'])).stdout.trim().split('\n').toSorted()).toEqual(builtIn.toSorted())
  const down = await muster(project, ['down', '-v', '-t', '0'])
  expect(down.code, down.stderr).toBe(0)
  const left = await engineRequest(
    'GET',
    `/containers/json?all=1&${filters({ label: [`com.docker.compose.project=${project.name}`] })}`,
  )
  expect(left).toEqual([])
})
