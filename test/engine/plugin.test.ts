import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { muster, musterPath, type Outcome, start } from '../harness/command.ts'
import { type TestProject, testProject } from '../harness/project.ts'

const stack = `
services:
  web: { image: busybox, command: sleep 100, profiles: [extra] }
  db: { image: busybox, command: sleep 100 }
`

/** Runs docker with muster as its plugin; the plugins are those of the project's own folder. */
async function docker(project: TestProject, args: readonly string[]): Promise<Outcome> {
  const env = { DOCKER_CONFIG: join(project.directory, 'docker') }
  return await start(['docker', ...args], { cwd: project.directory, env }).done
}

async function install(project: TestProject, ...args: readonly string[]): Promise<Outcome> {
  return await muster(project, ['plugin', ...args], { env: { DOCKER_CONFIG: join(project.directory, 'docker') } })
}

describe('the plugin', () => {
  test('is docker muster, with docker’s own flags', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    expect((await install(project, 'install')).code).toBe(0)
    expect((await docker(project, ['muster', 'version'])).stdout).toMatch(/^muster version /)
    const listed = await docker(project, ['--context', 'default', 'muster', '-p', project.name, 'config', '--services'])
    expect(listed.stdout).toBe('db\n')
    const nowhere = await docker(project, ['-H', 'unix:///nowhere', 'muster', 'ls'])
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('unix:///nowhere') })
  })

  test('starts Node as muster itself does, and adds nothing to the environment', async () => {
    await using project = await testProject({
      'compose.yaml': 'services: { a: { image: busybox, environment: [node] } }',
    })
    await install(project, 'install')
    const env = { DOCKER_CONFIG: join(project.directory, 'docker'), node: 'as it was' }
    const config = ['docker', 'muster', '-p', project.name, 'config']
    expect((await start(config, { cwd: project.directory, env }).done).stdout).toContain('node: as it was')
    const optionsOf = (text: string): readonly string[] => text.match(/--[a-z-]+=\d+/g) ?? []
    const plugin = await readFile(join(project.directory, 'docker/cli-plugins/docker-muster'), 'utf8')
    const [, , own = ''] = (await readFile(musterPath, 'utf8')).split('\n')
    expect(optionsOf(plugin)).toEqual(optionsOf(own))
    expect(optionsOf(own)).not.toEqual([])
  })

  test('stands in for docker compose and gives it back', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    const folder = join(project.directory, 'docker/cli-plugins')
    const old = '#!/bin/sh\n[ "$1" = docker-cli-plugin-metadata ] && echo \'{"SchemaVersion":"0.1.0","Vendor":"x"}\'\n'
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'docker-compose'), old)
    await chmod(join(folder, 'docker-compose'), 0o755)
    for (let i = 0; i < 2; i++) await install(project, 'install', '--as', 'compose')
    expect((await docker(project, ['compose', 'version'])).stdout).toMatch(
      /^Docker Compose version v2\.40\.3 \(muster /,
    )
    expect((await docker(project, ['compose', 'version', '--short'])).stdout).toBe('2.40.3\n')
    expect((await docker(project, ['compose', '--profile', 'extra', 'config', '--services'])).stdout).toBe('db\nweb\n')
    expect((await install(project, 'uninstall')).stdout).toContain(
      'docker compose: removed; what was there before is back',
    )
    expect(await readFile(join(folder, 'docker-compose'), 'utf8')).toBe(old)
    expect(await readdir(folder)).toEqual(['docker-compose'])
    expect((await install(project, 'uninstall', '--as', 'compose')).stdout).toContain('is not muster, and stays')
  })

  test('completes for docker', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    await install(project, 'install', '--as', 'compose')
    const asked = async (...words: readonly string[]): Promise<string> =>
      (await docker(project, ['__complete', 'compose', ...words])).stdout
    expect(await asked('up', 'w')).toBe('web\n:4\n')
    expect(await asked('sta')).toBe(
      'start\tStart services\nstats\tDisplay a live stream of container(s) resource usage statistics\n:4\n',
    )
  })

  test('passes the exit code of the command on', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    await install(project, 'install')
    expect((await docker(project, ['muster', 'nosuch'])).code).toBe(1)
    expect((await docker(project, ['muster', 'ps', '--format', '{{'])).code).toBe(1)
  })
})

describe('completion', () => {
  const bash = (line: string): string => `
    source <("$0" completion bash)
    muster() { :; }; PATH="$(dirname "$0"):$PATH"; unset -f muster; compopt() { :; }
    COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=(\${COMP_LINE}); [[ "$COMP_LINE" == *' ' ]] && COMP_WORDS+=("")
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _muster_complete; printf '%s\n' "\${COMPREPLY[@]}"`

  test.each([
    { line: 'muster up ', offers: ['db', 'web'] },
    { line: 'muster -f compose.yaml logs d', offers: ['db'] },
    { line: 'muster up --scale d', offers: ['db='] },
    { line: 'muster plug', offers: ['plugin'] },
    { line: 'muster plugin u', offers: ['uninstall'] },
    { line: 'muster --progress q', offers: ['quiet'] },
    { line: 'muster --profile e', offers: ['extra'] },
    { line: 'muster logs --mer', offers: ['--merge'] },
    { line: 'muster logs --tail ', offers: [''] },
  ])('in bash offers for "$line"', async ({ line, offers }) => {
    await using project = await testProject({ 'compose.yaml': stack })
    const muster = join(import.meta.dirname, '../../bin/muster')
    const { stdout } = await start(['bash', '-c', bash(line), muster], { cwd: project.directory }).done
    expect(stdout.trimEnd().split('\n')).toEqual(offers)
  })

  test('offers nothing, and says nothing, where the file is broken', async () => {
    await using project = await testProject({ 'compose.yaml': 'services: [' })
    const { stdout, stderr, code } = await start(
      [join(import.meta.dirname, '../../bin/muster'), '__complete', 'up', ''],
      { cwd: project.directory },
    ).done
    expect({ stdout, stderr, code }).toEqual({ stdout: ':4\n', stderr: '', code: 0 })
  })
})
