import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { dockerCompose, type Outcome, start } from '../../harness/command.ts'
import { engineRequest } from '../../harness/engine.ts'
import { expectSuccess } from '../../harness/oracles.ts'
import { asDockerCompose } from '../../harness/plugin.ts'
import { objectsOf, testProject, type TestProject } from '../../harness/project.ts'
import { snapshot } from '../../harness/snapshot.ts'

const cli = fileURLToPath(new URL('../../../node_modules/.bin/devcontainer', import.meta.url))

const files = {
  'compose.yaml': `
services:
  app:
    image: python:3.12-slim
    command: sleep infinity
    init: true
    depends_on: [db]
  db: { image: busybox, command: sleep 3600, init: true }
  unused: { image: busybox, command: sleep 3600 }
`,
  '.devcontainer/compose.dev.yaml': 'services: { app: { volumes: [".:/workspace"] } }\n',
  '.devcontainer/devcontainer.json': JSON.stringify({
    dockerComposeFile: ['../compose.yaml', 'compose.dev.yaml'],
    service: 'app',
    runServices: ['db'],
    workspaceFolder: '/workspace',
    containerEnv: { FROM_DEVCONTAINER: 'yes' },
    updateRemoteUserUID: false,
    postCreateCommand: 'echo created >/tmp/created',
  }),
}

/** Runs `devcontainer VERB` on the project's folder. */
async function devcontainer(
  project: TestProject,
  [verb = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const command = [process.execPath, cli, verb, '--workspace-folder', project.directory, ...args]
  return await start(command, { cwd: project.directory, env: { ...env, COMPOSE_PROJECT_NAME: project.name } }).done
}

const states = async (project: TestProject): Promise<unknown> =>
  (await objectsOf(project.name)).containers
    .map((c) => [c.Names[0], c.State])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1))

describe('the dev-container CLI', () => {
  test('brings its container up, runs commands in it and finds it again, through muster as docker compose', async () => {
    await using project = await testProject(files)
    const env = await asDockerCompose(project)
    const up = await devcontainer(project, ['up'], env)
    expectSuccess(up)
    const { outcome, containerId } = JSON.parse(up.stdout) as { outcome: string; containerId: string }
    expect(outcome).toBe('success')
    expect(await states(project)).toEqual([
      [`/${project.name}-app-1`, 'running'],
      [`/${project.name}-db-1`, 'running'],
    ])
    const inside = await devcontainer(
      project,
      ['exec', 'sh', '-c', 'cat /tmp/created; echo $FROM_DEVCONTAINER; ls *.yaml'],
      env,
    )
    expect(inside.stdout.replaceAll('\r', '')).toBe('created\nyes\ncompose.yaml\n')
    const code = await devcontainer(project, ['exec', 'sh', '-c', 'exit 3'], env)
    expect(code.code).toBe(3)
    const again = await devcontainer(project, ['up'], env)
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'success', containerId })
    const stopped = `/containers/${containerId}/stop?t=0`
    await engineRequest('POST', stopped)
    const restarted = await devcontainer(project, ['up'], env)
    expect(JSON.parse(restarted.stdout)).toMatchObject({ outcome: 'success', containerId })
  })

  test('makes the same containers as through docker compose itself', async () => {
    await using project = await testProject(files)
    const normal = (text: string): string => text.replaceAll(/containerFeatures-[\w-]+\.yml/g, '<generated>.yml')
    expectSuccess(await devcontainer(project, ['up'], {}))
    const theirs = await snapshot(project.name)
    expectSuccess(await dockerCompose(project, ['down', '-t', '0']))
    expectSuccess(await devcontainer(project, ['up'], await asDockerCompose(project)))
    expect(normal(await snapshot(project.name))).toBe(normal(theirs))
  })
})
