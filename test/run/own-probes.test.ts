import { expect, test } from 'vitest'
import type { ContainerDetail } from '../../src/engine/port.ts'
import type { Event } from '../../src/events.ts'
import { label } from '../../src/model/labels.ts'
import { cannotRun, ownProbes } from '../../src/run/ready/own-probes.ts'
import { projectOf } from '../plan/helper.ts'

const start = 'OCI runtime exec failed: exec failed: unable to start container process: exec: '

test.each([
  [
    127,
    `${start}"curlx": executable file not found in $PATH: unknown`,
    'curlx: executable file not found in the image',
  ],
  [127, `${start}"/no/such": stat /no/such: no such file or directory: unknown`, '/no/such: no such file or directory'],
  [126, `${start}"/etc/passwd": permission denied`, '/etc/passwd: permission denied'],
  [127, '/bin/sh: curlx: not found\n', '/bin/sh: curlx: not found'],
  [126, 'cannot exec in a stopped container', undefined],
  [1, 'curlx: not found', undefined],
])('a probe that exits %i with %j cannot run because of: %s', (exitCode, output, because) => {
  expect(cannotRun({ exitCode, output })).toBe(because)
})

test('a check that cannot run is told once, with its place, and the last result is kept', async () => {
  const project = await projectOf('services: {web: {image: busybox, healthcheck: {test: curlx}}}')
  const events: Event[] = []
  const probes = ownProbes({ emit: (event) => events.push(event), project })
  const detail = {
    name: 'p-web-1',
    labels: new Map([[label.service, 'web']]),
    healthcheck: { test: ['CMD-SHELL', 'curlx'] },
  } as unknown as ContainerDetail
  for (const n of [1, 2]) probes.note(detail, { exitCode: 127, output: `sh: curlx: not found (${n})\n` })
  expect(events).toMatchObject([
    { type: 'warning', message: 'web: its healthcheck cannot run: sh: curlx: not found (1)', diagnostic: { at: {} } },
  ])
  const last = { command: 'curlx', failures: 2, exitCode: 127, output: ['sh: curlx: not found (2)'] }
  expect(probes.last('p-web-1')).toEqual(last)
})
