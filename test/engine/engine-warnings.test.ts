import { expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { testProject } from '../harness/project.ts'

const said = 'Published ports are discarded when using host network mode'

test.each(['create', 'up -d'])(
  '%s says what the engine will not do as the file has it, as docker compose does',
  async (line) => {
    await using project = await testProject({
      'compose.yaml': `services: { a: { image: busybox, init: true, command: sleep 1000, network_mode: host, ports: ["80"] } }`,
    })
    for (const tool of [dockerCompose, muster]) {
      const { code, stderr } = await tool(project, line.split(' '))
      expect(code).toBe(0)
      expect(stderr).toContain(said)
      await tool(project, ['down', '-t', '0'])
    }
    expect((await muster(project, ['create'])).stderr).toContain(`warning: ${project.name}-a-1: ${said}\n`)
  },
)
