import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { up } from '../../src/index.ts'
import { overlap, readSubnet } from '../../src/run/subnet-pool.ts'
import { removeProject, testProject } from '../harness/project.ts'
import { subnetOf } from '../harness/subnets.ts'

test('more copies fit on one engine than it has subnets of its own', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: {a: {image: busybox, container_name: forty, command: "true", ports: ["80:80"]}}\n',
  })
  const names = Array.from({ length: 40 }, (_, i) => `n${i}`)
  const env = { ...process.env, XDG_STATE_HOME: join(project.directory, 'state') }
  const queue = [...names]
  const work = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const isolate = { name, ports: 'remembered' } as const
      // `npm run copies` starts them, too.
      await up({ cwd: project.directory, project: project.name, env, isolate, start: 'none', wait: 'none' })
    }
  }
  try {
    await Promise.all(Array.from({ length: 6 }, work))
    const subnets = await Promise.all(names.map(async (name) => await subnetOf(`${project.name}-${name}_default`)))
    const read = subnets.flatMap((text) => readSubnet(text) ?? [])
    expect(read).toHaveLength(40)
    expect(read.every((one, i) => one.bits >= 26 && !read.slice(i + 1).some((other) => overlap(one, other)))).toBe(true)
    const kept = await readFile(join(project.directory, 'state/muster/copies/ports.json'), 'utf8')
    expect(new Set([...kept.matchAll(/"port":(\d+)/g)].map(([, port]) => port)).size).toBe(40)
  } finally {
    await Promise.all(names.map(async (name) => await removeProject(`${project.name}-${name}`)))
  }
})
