import { describe, expect, test } from 'vitest'
import { muster, startMuster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'
import { atTerminal, ctrlPQ } from '../harness/pty.ts'

const shell = 'services:\n  app:\n    image: busybox\n    command: sh\n    tty: true\n    stdin_open: true\n'
const trapping = `services:
  app:
    image: busybox
    command: ["sh", "-c", "trap 'echo interrupted; exit 9' INT; trap 'echo one' USR1; while :; do echo tick; sleep 0.1; done"]
`

describe('attach', () => {
  test('types into a container and lets go of it at the detach keys', async () => {
    await using project = await testProject({ 'compose.yaml': shell })
    expectSuccess(await muster(project, ['up', '-d']))
    const seat = await atTerminal(project, ['attach', 'app'])
    await expect.poll(() => seat.isRaw()).toBe(true)
    // The size of the window arrives a little later than the first keys may.
    seat.type('until stty size | grep "30 90"; do sleep 0.1; done; echo sha""red\r')
    await seat.seen(/30 90\s+shared/)
    seat.type(ctrlPQ)
    await seat.seen(/read escape sequence/)
    expect(await seat.ended()).toBe(1)
    expect((await objectsOf(project.name)).containers[0]?.State).toBe('running')
  })

  test('takes other detach keys from --detach-keys and from the configuration of docker', async () => {
    await using project = await testProject({ 'compose.yaml': shell, 'config/config.json': '{"detachKeys": "ctrl-x"}' })
    expectSuccess(await muster(project, ['up', '-d']))
    const own = await atTerminal(project, ['attach', '--detach-keys', 'ctrl-a,d', 'app'])
    await expect.poll(() => own.isRaw()).toBe(true)
    own.type('\x01d')
    expect(await own.ended()).toBe(1)
    const configured = await atTerminal(project, ['attach', 'app'], { DOCKER_CONFIG: `${project.directory}/config` })
    await expect.poll(() => configured.isRaw()).toBe(true)
    configured.type('\x18')
    expect(await configured.ended()).toBe(1)
    const wrong = await muster(project, ['attach', '--detach-keys', 'ctrl-a,foo', 'app'])
    expect(wrong.stderr).toContain('"foo" is not a key')
  })

  test('passes signals on and ends with the code of the container', async () => {
    await using project = await testProject({ 'compose.yaml': trapping })
    expectSuccess(await muster(project, ['up', '-d']))
    const attached = startMuster(project, ['attach', 'app'])
    await attached.seen(/tick/)
    attached.signal('SIGUSR1')
    await attached.seen(/one/)
    attached.signal('SIGUSR1')
    await attached.seen(/one[^]*one/)
    attached.signal('SIGINT')
    const { code, stdout } = await attached.done
    expect({ code, said: stdout.includes('interrupted') }).toEqual({ code: 9, said: true })
  })

  test('leaves a container alone that does not care, at the third Ctrl-C', async () => {
    const deaf = trapping.replace('echo interrupted; exit 9', 'echo heard')
    await using project = await testProject({ 'compose.yaml': deaf })
    expectSuccess(await muster(project, ['up', '-d']))
    const attached = startMuster(project, ['attach', 'app'])
    await attached.seen(/tick/)
    attached.signal('SIGINT')
    await attached.seen(/heard/)
    attached.signal('SIGINT')
    await attached.seen(/heard[^]*heard/)
    attached.signal('SIGINT')
    expect((await attached.done).code).toBe(130)
    expect((await objectsOf(project.name)).containers[0]?.State).toBe('running')
  })

  test('with --sig-proxy=false leaves the container alone', async () => {
    await using project = await testProject({ 'compose.yaml': trapping })
    expectSuccess(await muster(project, ['up', '-d']))
    const attached = startMuster(project, ['attach', '--sig-proxy=false', '--no-stdin', 'app'])
    await attached.seen(/tick/)
    attached.signal('SIGINT')
    expect((await attached.done).code).toBe(130)
    expect((await objectsOf(project.name)).containers[0]?.State).toBe('running')
  })

  test('pipes its stdin in', async () => {
    const read = 'sh -c "while read -r word; do echo got $$word; [ $$word = end ] && exit 6; done"'
    const file = `services:\n  app:\n    image: busybox\n    command: ${read}\n    stdin_open: true\n`
    await using project = await testProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    const attached = startMuster(project, ['attach', 'app'], { stdin: 'open' })
    attached.child.stdin?.write('hello\n')
    await attached.seen(/got hello/)
    attached.child.stdin?.end('end\n')
    expect((await attached.done).code).toBe(6)
  })

  test('says why it cannot', async () => {
    await using project = await testProject({ 'compose.yaml': shell })
    expect((await muster(project, ['attach', 'app'])).stderr).toBe('service "app" is not running\n')
    expectSuccess(await muster(project, ['up', '-d']))
    expect((await muster(project, ['attach', 'app'])).stderr).toBe('the input device is not a TTY\n')
    const [container] = (await objectsOf(project.name)).containers
    await engineRequest('POST', `/containers/${container?.Id}/pause`)
    expect((await muster(project, ['attach', 'app'])).stderr).toContain('cannot attach to a paused container')
    await engineRequest('POST', `/containers/${container?.Id}/unpause`)
  })
})
