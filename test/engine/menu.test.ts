import { describe, expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { objectsOf, testProject } from '../harness/project.ts'
import { atTerminal } from '../harness/pty.ts'

const file = `
services:
  web:
    image: busybox
    init: true
    stop_grace_period: 0s
    command: sh -c "while :; do echo tick; sleep 0.2; done"
    develop: { watch: [{ path: ./src, action: sync, target: /src }] }
`
const files = { 'compose.yaml': file, 'src/a': 'first\n' }
const states = async (name: string): Promise<readonly string[]> =>
  (await objectsOf(name)).containers.map(({ State }) => State)

describe('up at a terminal', () => {
  test('d lets the containers run on, and Enter leaves a blank line', async () => {
    await using project = await testProject(files)
    const seat = await atTerminal(project, ['up'])
    await seat.seen(/tick/)
    await seat.seen(/d Detach {3}w Enable Watch/)
    await expect.poll(() => seat.isRaw()).toBe(true)
    seat.type('\r')
    await seat.seen(/\n(\x1b\[\d*[A-Z]|\r)*\r?\n/) // oxlint-disable-line no-control-regex
    seat.type('d')
    expect(await seat.ended()).toBe(0)
    expect(await states(project.name)).toEqual(['running'])
  })

  test('Ctrl-C stops the containers, and the terminal is as before', async () => {
    await using project = await testProject(files)
    const seat = await atTerminal(project, ['up'])
    await seat.seen(/d Detach/)
    seat.type('\x03')
    await seat.seen(/Gracefully Stopping/)
    expect(await seat.ended()).toBe(0)
    expect(await states(project.name)).toEqual(['exited'])
  })

  test('a second Ctrl-C kills the containers, and the exit code is that of the signal', async () => {
    await using project = await testProject({
      'compose.yaml': `services: {web: {image: busybox, stop_grace_period: 5m, command: "sh -c 'echo tick; while true; do sleep 1; done'"}}`,
    })
    const seat = await atTerminal(project, ['up'])
    await seat.seen(/d Detach/)
    seat.type('\x03')
    await seat.seen(/Stopping/)
    await expect.poll(() => seat.isRaw()).toBe(false)
    seat.type('\x03')
    expect(await seat.ended()).toBe(130)
    expect(await states(project.name)).toEqual(['exited'])
  })

  test('Ctrl-C with --exit-code-from ends with the code of the service', async () => {
    await using project = await testProject({
      'compose.yaml': `services: {web: {image: busybox, stop_grace_period: 0s, command: "sh -c 'echo tick; while true; do sleep 1; done'"}}`,
    })
    const seat = await atTerminal(project, ['up', '--exit-code-from', 'web'])
    await seat.seen(/d Detach/)
    seat.type('\x03')
    expect(await seat.ended()).toBe(137)
  })

  test('w turns watching on and off', async () => {
    await using project = await testProject(files)
    const seat = await atTerminal(project, ['up'])
    await seat.seen(/w Enable Watch/)
    seat.type('w')
    await seat.seen(/Watch enabled/)
    await seat.seen(/w Disable Watch/)
    await project.write('src/a', 'second\n')
    while ((await muster(project, ['exec', '-T', 'web', 'cat', '/src/a'])).stdout !== 'second\n');
    seat.type('w')
    await seat.seen(/Watch disabled/)
    seat.type('d')
    expect(await seat.ended()).toBe(0)
  })

  test.each([{ args: ['up', '--menu=false'] }, { args: ['up'], env: { COMPOSE_MENU: 'false' } }])(
    '$args $env leaves keys to the terminal',
    async ({ args, env }) => {
      await using project = await testProject(files)
      const seat = await atTerminal(project, args, env)
      await seat.seen(/tick/)
      expect(seat.isRaw()).toBe(false)
      seat.type('\x03')
      expect(await seat.ended()).toBe(130)
      expect(seat.output()).not.toContain('Detach')
    },
  )
})
