import { describe, expect, test } from 'vitest'
import { muster, start } from '../../harness/command.ts'
import { engineTarget } from '../../harness/engine.ts'
import { expectNothingLeft, expectSuccess } from '../../harness/oracles.ts'
import { asDockerCompose } from '../../harness/plugin.ts'
import { objectsOf, testProject } from '../../harness/project.ts'
import { commandAtTerminal } from '../../harness/pty.ts'

const files = {
  'compose.yaml': `
services:
  app:
    image: busybox
    command: ["sh", "-c", "trap 'echo bye; exit 0' TERM; echo up and running; while :; do sleep 0.1; done"]
`,
}

describe('docker, with muster as its compose', () => {
  test('knows the plugin by its metadata, and lists its commands in its own help', async () => {
    await using project = await testProject(files)
    const env = await asDockerCompose(project)
    const info = await start(['docker', 'info', '--format', '{{json .ClientInfo.Plugins}}'], { env }).done
    const plugins = JSON.parse(info.stdout) as readonly { readonly Name: string; readonly Err?: string }[]
    expect(plugins.filter((p) => p.Name === 'compose')).toEqual([
      expect.objectContaining({ SchemaVersion: '0.1.0', Vendor: 'muster', Version: 'v2.40.3' }),
    ])
    expect((await start(['docker', '--help'], { env }).done).stdout).toMatch(/^ +compose\* +Docker Compose \(muster/m)
    const help = await start(['docker', 'compose', '--help'], { env }).done
    expect(help.stdout).toMatch(/^ +up +Create and start containers/m)
  })

  test('hands its own flags on, in both places', async () => {
    await using project = await testProject(files)
    const env = { ...(await asDockerCompose(project)), DOCKER_HOST: 'unix:///nowhere' }
    const socket = `unix://${engineTarget().socketPath}`
    const inProject = { cwd: project.directory, env }
    const run = async (...args: readonly string[]): Promise<number | null> =>
      (await start(['docker', ...args], inProject).done).code
    expect(await run('compose', '-p', project.name, 'ps')).toBe(1)
    expect(
      await run('--host', socket, '--debug', '--log-level', 'error', 'compose', '-p', project.name, 'create'),
    ).toBe(0)
    expect((await objectsOf(project.name)).containers).toHaveLength(1)
    const { DOCKER_CONFIG: config, ...rest } = env
    const listed = await start(
      ['docker', '--config', config, '-H', socket, 'compose', '-p', project.name, 'ps', '-aq'],
      {
        cwd: project.directory,
        env: rest,
      },
    ).done
    expect(listed.stdout.trim().slice(0, 12)).toBe((await objectsOf(project.name)).containers[0]?.Id.slice(0, 12))
  })

  test.each([
    // The terminal signals all; who ends the docker process alone (a service manager, a script) reaches the plugin, too.
    { signal: 'SIGINT', to: 'the whole process group' },
    { signal: 'SIGTERM', to: 'docker alone' },
  ] as const)('stops an attached up on $signal to $to', async ({ signal, to }) => {
    await using project = await testProject(files)
    const launch = { cwd: project.directory, env: await asDockerCompose(project) }
    const up = start(['docker', 'compose', '-p', project.name, 'up'], launch)
    await up.seen(/up and running/)
    if (to === 'docker alone') up.child.kill(signal)
    else up.signal(signal)
    expect((await up.done).code).toBe(130)
    expect(up.output()).toContain('bye')
    expect((await objectsOf(project.name)).containers.map((c) => c.State)).toEqual(['exited'])
    expectSuccess(await muster(project, ['down']))
    await expectNothingLeft(project)
  })

  test('gives a command in a container the terminal, with its size, its keys and its exit code', async () => {
    await using project = await testProject(files)
    const env = await asDockerCompose(project)
    expectSuccess(await muster(project, ['up', '-d']))
    const exec = ['docker', 'compose', '-p', project.name, 'exec', 'app', 'sh']
    const seat = await commandAtTerminal(exec, { cwd: project.directory, env })
    seat.type('until [ "$(stty size)" = "30 90" ]; do sleep 0.1; done; echo rea""dy\n')
    await seat.seen(/ready/)
    seat.resize(40, 100)
    seat.type('until [ "$(stty size)" = "40 100" ]; do sleep 0.1; done; echo resi""zed\n')
    await seat.seen(/resized/)
    seat.type(`sh -c 'trap "exit 9" INT; echo wai""ting; while :; do sleep 0.1; done'\n`)
    await seat.seen(/waiting/)
    seat.type('\x03')
    seat.type('echo code=$?; exit 5\n')
    await seat.seen(/code=9/)
    expect(await seat.ended()).toBe(5)
  })

  test('builds through buildx, which answers as itself and not as a plugin that docker called', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { app: { build: { dockerfile_inline: FROM busybox } } }\n',
    })
    const env = { ...(await asDockerCompose(project)), COMPOSE_BAKE: 'true' }
    const build = ['docker', 'compose', '-p', project.name, 'build', '--check']
    const { code, stdout } = await start(build, { cwd: project.directory, env }).done
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('no warnings found') })
  })
})
