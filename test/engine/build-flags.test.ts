import { expect, describe, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { testProject } from '../harness/project.ts'

function oneBuild(dockerfile: string, more = ''): Record<string, string> {
  return {
    'compose.yaml': `services:\n  a: { build: { dockerfile_inline: ${JSON.stringify(dockerfile)}${more} } }\n`,
  }
}

describe('build --check', () => {
  test('says what is wrong with a Dockerfile, builds nothing and fails', async () => {
    await using project = await testProject(oneBuild('FROM busybox\nCMD echo shell form'))
    const checked = await muster(project, ['build', '--check'])
    expect(checked.code).toBe(1)
    expect(checked.stdout).toContain('JSONArgsRecommended')
    expect(await engineRequest('GET', `/images/${project.name}-a/json`)).toBeUndefined()
  })
})

describe('DOCKER_BUILDKIT=0', () => {
  test('refuses by name what the classic builder does not know', async () => {
    await using project = await testProject(oneBuild('FROM busybox', ', ssh: [default]'))
    const refused = await muster(project, ['build'], { env: { DOCKER_BUILDKIT: '0' } })
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('does not know ssh')
  })
})
