import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { muster, musterPath, start } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'
import { atTerminal, ctrlPQ } from '../harness/pty.ts'

let project: TestProject

beforeAll(async () => {
  project = await testProject({
    'compose.yaml': 'services:\n  app:\n    image: busybox\n    init: true\n    command: sleep 3600\n    scale: 2\n',
    '.env': 'FROM_FILE=yes\n',
  })
  expectSuccess(await muster(project, ['up', '-d']))
})

afterAll(async () => await project[Symbol.asyncDispose]())

describe('exec', () => {
  test.each([
    { of: 'a command that succeeds', command: ['true'], code: 0 },
    { of: 'a command that fails', command: ['sh', '-c', 'exit 5'], code: 5 },
    { of: 'no command', command: ['nosuch'], code: 127 },
    { of: 'a folder', command: ['/etc'], code: 126 },
    { of: 'a command that a signal ends', command: ['sh', '-c', 'kill -9 $$'], code: 137 },
  ])('ends with the code of $of', async ({ command, code }) => {
    expect((await muster(project, ['exec', 'app', ...command])).code).toBe(code)
  })

  test('keeps stdout and stderr apart', async () => {
    const { stdout, stderr } = await muster(project, ['exec', 'app', 'sh', '-c', 'echo out; echo err >&2'])
    expect({ stdout, stderr }).toEqual({ stdout: 'out\n', stderr: 'err\n' })
  })

  test('passes variables, user and folder on, and leaves the flags of the command alone', async () => {
    const flags = ['-e', 'A=1', '-e', 'FROM_FILE', '-e', 'NOBODY', '-u', '7', '--workdir', '/tmp', '-it']
    const outcome = await muster(project, [
      'exec',
      ...flags,
      'app',
      'sh',
      '-c',
      'echo $A $FROM_FILE $(id -u) $(pwd) $0',
      '-e',
    ])
    expect(outcome.stdout).toBe('1 yes 7 /tmp -e\n')
  })

  test('reaches the replica that is asked for', async () => {
    const mark = await muster(project, ['exec', '--index', '2', 'app', 'touch', '/tmp/second'])
    expectSuccess(mark)
    expect((await muster(project, ['exec', 'app', 'ls', '/tmp'])).stdout).not.toContain('second')
    expect((await muster(project, ['exec', '--index', '2', 'app', 'ls', '/tmp'])).stdout).toContain('second')
  })

  test('says in docker compose words who does not run', async () => {
    const words = async (...args: string[]): Promise<string> => (await muster(project, ['exec', ...args])).stderr
    expect(await words('nobody', 'ls')).toBe('service "nobody" is not running\n')
    expect(await words('--index', '3', 'app', 'ls')).toBe('service "app" is not running container #3\n')
  })

  test('in the background waits for nothing', async () => {
    expectSuccess(await muster(project, ['exec', '-d', 'app', 'sleep', '3000']))
    await expect.poll(async () => (await muster(project, ['exec', 'app', 'ps'])).stdout).toContain('sleep 3000')
  })

  test('takes 100 MB on stdin without loss, and its end', async () => {
    const size = 100_000_000
    const pipe = `head -c ${size} /dev/zero | '${musterPath}' -p ${project.name} exec -T app sha256sum`
    const { code, stdout } = await start(['sh', '-c', pipe], { cwd: project.directory }).done
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${sha256(Buffer.alloc(size))}  -\n` })
  })

  test('loses no output of a command that leaves its input unread, however slowly it is taken', async () => {
    const pipe = `yes | '${musterPath}' -p ${project.name} exec -T app head -c 20000000 /dev/zero | (sleep 1; wc -c)`
    const { stdout } = await start(['sh', '-c', pipe], { cwd: project.directory }).done
    expect(stdout.trim()).toBe('20000000')
  })
})

describe('exec at a terminal', () => {
  test('has one in the container, which follows the size of the window', async () => {
    const seat = await atTerminal(project, [
      'exec',
      'app',
      'sh',
      '-c',
      'trap "stty size" WINCH; stty size; while :; do read -r word && echo "got $word" && exit 4; done',
    ])
    await seat.seen(/30 90/)
    expect(seat.isRaw()).toBe(true)
    seat.resize(40, 120)
    await seat.seen(/40 120/)
    seat.type('end\r')
    await seat.seen(/got end/)
    expect(await seat.ended()).toBe(4)
  })

  test('gives keys that would be signals to the command', async () => {
    const seat = await atTerminal(project, [
      'exec',
      'app',
      'sh',
      '-c',
      'trap "echo interrupted; exit 3" INT; echo ready; while :; do sleep 0.1; done',
    ])
    await seat.seen(/ready/)
    seat.type('\x03')
    await seat.seen(/interrupted/)
    expect(await seat.ended()).toBe(3)
  })

  test('lets go at the detach keys', async () => {
    const seat = await atTerminal(project, ['exec', 'app', 'sh'])
    await seat.seen(/# /)
    seat.type(ctrlPQ)
    await seat.seen(/read escape sequence/)
    expect(await seat.ended()).toBe(1)
  })

  test.each([
    { signal: 'SIGTERM', code: 130 },
    { signal: 'SIGHUP', code: 129 },
  ] as const)('restores the terminal at $signal', async ({ signal, code }) => {
    const seat = await atTerminal(project, ['exec', 'app', 'sh'])
    await seat.seen(/# /)
    seat.signal(signal)
    expect(await seat.ended()).toBe(code)
  })

  test('restores the terminal and says what happened when the engine is lost', async () => {
    await using proxy = await startProxy()
    const seat = await atTerminal(project, ['exec', 'app', 'sh'], { DOCKER_HOST: proxy.address })
    await seat.seen(/# /)
    proxy.cutAll()
    expect(await seat.ended()).toBe(1)
    expect(seat.output()).toMatch(/broke off; the command in \S+-app-1 may still run/)
  })

  test('refuses a terminal for keys that come from a file', async () => {
    const seat = await atTerminal(project, ['exec', 'app', 'true'])
    expect(await seat.ended()).toBe(0)
    const { code, stderr } = await muster(project, ['exec', '-T=false', 'app', 'true'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'the input device is not a TTY\n' })
  })
})

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
