import { expect, test } from 'vitest'
import { muster } from '../../harness/command.ts'
import { engineRequest } from '../../harness/engine.ts'
import { expectSuccess } from '../../harness/oracles.ts'
import { inService, snapshotProject } from '../../harness/volumes.ts'

const file = `
services:
  db:
    image: busybox
    command: sh -c 'trap "exit 0" TERM; while :; do sleep 3600 & wait; done'
    volumes: [data:/data]
volumes: { data: {} }
`

async function onPodman(): Promise<boolean> {
  const { Components = [] } = (await engineRequest('GET', '/version')) as { Components?: { readonly Name: string }[] }
  return Components.some(({ Name }) => Name.startsWith('Podman'))
}

test('a service with a fixed address has it again after a partition, or, on Podman, is refused by name', async () => {
  const networks = `networks: { back: { ipam: { config: [ { subnet: 10.213.76.0/24 } ] } } }`
  const own = `volumes: [data:/data]\n    networks: { back: { ipv4_address: 10.213.76.10 } }`
  await using project = await snapshotProject({ 'compose.yaml': file.replace('volumes: [data:/data]', own) + networks })
  expectSuccess(await muster(project, ['up', '-d']))
  const addresses = 'ip -4 -o addr show scope global'
  const [isPodman, files] = [await onPodman(), ['-f', `${project.directory}/compose.yaml`]]
  const { code, stderr } = await muster(project, [...files, 'fault', 'partition', 'db', '--for', '1s'])
  const told = stderr.includes(isPodman ? 'Podman does not give back' : 'back on the network')
  expect({ code, told, stderr }).toMatchObject({ code: isPodman ? 1 : 0, told: true })
  expect(await inService(project, 'db', addresses)).toContain('10.213.76.10/24')
})

test('a snapshot is put back with its times, or, on Podman, refused before anything is stopped', async () => {
  await using project = await snapshotProject({ 'compose.yaml': file })
  expectSuccess(await muster(project, ['up', '-d']))
  await inService(project, 'db', 'echo saved > /data/m; ln /data/m /data/hard; chown 3:4 /data/m')
  const look = 'cd /data; ls; cat m; stat -c "%n %u %g %a %h %Y %y" m .'
  const saved = await inService(project, 'db', look)
  expectSuccess(await muster(project, ['snapshot', 'save', 's']))
  await inService(project, 'db', 'rm /data/*; echo later > /data/m')
  const later = await inService(project, 'db', look)
  const isPodman = await onPodman()
  const reset = await muster(project, ['reset', '--to', 's'])
  const told = isPodman ? /Podman does not empty volumes/ : /^/
  expect({ code: reset.code, told: told.test(reset.stderr) }).toEqual({ code: isPodman ? 1 : 0, told: true })
  expect(await inService(project, 'db', look)).toBe(isPodman ? later : saved)
})
