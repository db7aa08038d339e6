import { expect, test } from 'vitest'
import { dockerCompose, muster, type Outcome } from '../harness/command.ts'
import { expectNothingLeft, expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { snapshot } from '../harness/snapshot.ts'

const stack = `
services:
  db:
    image: busybox
    command: sleep 3600
    init: true
    volumes: [data:/data, /scratch]
    stop_grace_period: 1s
  web:
    image: busybox
    command: sleep 3600
    init: true
    depends_on: [db]
    environment: { A: "1" }
    labels: { tier: front }
    networks: [default, back]
    stop_grace_period: 1s
networks: { back: }
volumes: { data: }
`
const changed = stack.replace('A: "1"', 'A: "2"').replace('tier: front', 'tier: middle')

type Tool = (project: TestProject, args: readonly string[]) => Promise<Outcome>

/** The life of a project, step by step. Each ends in a state that all tools must leave alike. */
const life: readonly { readonly of: string; readonly file?: string; readonly steps: readonly (readonly string[])[] }[] =
  [
    {
      of: 'up',
      steps: [
        ['up', '-d'],
        ['up', '-d'],
      ],
    },
    {
      of: 'changed up',
      file: changed,
      steps: [
        ['up', '-d'],
        ['up', '-d'],
      ],
    },
    {
      of: 'scale',
      steps: [
        ['scale', 'web=3'],
        ['scale', 'web=2'],
        ['up', '-d', '--scale', 'web=2'],
      ],
    },
    {
      of: 'run',
      steps: [
        ['run', '--rm', '-T', 'web', 'true'],
        ['run', '-d', '--name', 'NAME-one', 'web', 'sleep', '3600'],
      ],
    },
    { of: 'stop', steps: [['stop', 'web'], ['stop']] },
    { of: 'start', steps: [['start', 'db'], ['start']] },
    {
      of: 'restart',
      steps: [
        ['restart', '-t', '0', 'web'],
        ['restart', '-t', '0'],
      ],
    },
  ]

/** Lives the whole life, the tools taking turns, and tells the state after each part. */
async function states(project: TestProject, turns: readonly Tool[]): Promise<readonly (readonly [string, string])[]> {
  const seen: [string, string][] = []
  let turn = 0
  await project.write('compose.yaml', stack)
  for (const { of, file, steps } of life) {
    if (file !== undefined) await project.write('compose.yaml', file)
    for (const step of steps) {
      const tool = turns[turn++ % turns.length] ?? muster
      expectSuccess(
        await tool(
          project,
          step.map((word) => word.replace('NAME', project.name)),
        ),
      )
    }
    seen.push([of, await snapshot(project.name, { ignoreLabels: ['com.docker.compose.slug'] })])
  }
  expectSuccess(await (turns[turn % turns.length] ?? muster)(project, ['down', '-v', '-t', '0', '--remove-orphans']))
  await expectNothingLeft(project)
  return seen
}

test(
  'docker compose and muster, taking turns on one project, leave what docker compose alone leaves',
  { timeout: 600_000 },
  async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    const expected = await states(project, [dockerCompose])
    for (const turns of [
      [dockerCompose, muster],
      [muster, dockerCompose],
    ]) {
      const actual = await states(project, turns)
      for (const [i, [of, state]] of expected.entries()) expect(actual[i], of).toEqual([of, state])
    }
  },
)
