import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { muster, musterPath, start } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { inService, snapshotProject, snapshotVolumes } from '../harness/volumes.ts'

const file = `
services:
  db: { image: busybox, network_mode: none, init: true, command: sleep 3600, volumes: [data:/data] }
volumes: { data: {} }
`

describe.concurrent('snapshot export', () => {
  test('that finds no room for its file says so, and leaves neither a part of it nor a container', async () => {
    await using project = await snapshotProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    await inService(project, 'db', 'head -c 3000000 /dev/urandom > /data/much')
    expectSuccess(await muster(project, ['snapshot', 'save', 'a']))
    // The kernel cuts files at that many blocks of 512 bytes: it fails as on a full disk, at the first volume and later.
    for (const blocks of [4, 4000]) {
      const limited = `ulimit -f ${blocks}; exec "$0" "$@"`
      const command = ['sh', '-c', limited, musterPath, '-p', project.name, 'snapshot', 'export', 'a', 'a.tar']
      const { code, stderr } = await start(command, { cwd: project.directory }).done
      expect({ code, last: stderr.trim().split('\n').at(-1) }).toEqual({
        code: 1,
        last: 'EFBIG: file too large, write',
      })
      expect((await readdir(project.directory)).filter((name) => name.startsWith('a.tar'))).toEqual([])
    }
    expectSuccess(await muster(project, ['snapshot', 'rm', 'a']))
    expect(await snapshotVolumes(project.name)).toEqual([])
  })

  test('puts its file in the place of no device, pipe or link', async () => {
    await using project = await snapshotProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(project, ['snapshot', 'save', 'a']))
    const pipe = join(project.directory, 'pipe')
    expectSuccess(await start(['mkfifo', pipe], {}).done)
    const { code, stderr } = await muster(project, ['snapshot', 'export', 'a', 'pipe'])
    expect(code).toBe(1)
    expect(stderr).toContain('cannot write to pipe: it is a device, pipe or socket, not a file')
    expect((await lstat(pipe)).isFIFO()).toBe(true)
  })
})
