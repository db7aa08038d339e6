// Makes sure of an engine and of images, runs a command with it, and stops what it started.
//
//   node scripts/with-engine.ts [--line 20|podman] [--unpack LINE]... [--browser] [--ssh-server] [--images A,B] -- COMMAND...
//
// An engine that answers is used as it is. Otherwise, and always with `--line` or with
// MUSTER_TEST_ENGINE=private, a private one is started (Debian and Ubuntu, as root). `--unpack` fetches one that
// COMMAND will start, `--browser` makes sure of the one that opens pages: where the engine has a network of its own,
// COMMAND cannot fetch anything.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { engineAt, findEngine, type FoundEngine } from './find-engine.ts'
import { copyImages, missingImages, pullAll, usedImages } from './images.ts'
import { canStartEngine } from './platform.ts'

interface Session {
  readonly engine: FoundEngine
  /** Environment of the command. */
  readonly env: NodeJS.ProcessEnv
  /** What to run the command under, to be in the engine's network. */
  readonly under: readonly string[]
  /** State directory of a private engine. */
  readonly private?: string
}

/** Why there is no engine, or not the images: text for people, no stack. */
class Unavailable extends Error {}

const { values, positionals } = parseArgs({
  options: {
    line: { type: 'string' },
    unpack: { type: 'string', multiple: true },
    browser: { type: 'boolean' },
    'ssh-server': { type: 'boolean' },
    images: { type: 'string' },
  },
  allowPositionals: true,
})
const here = import.meta.dirname
const images = values.images?.split(',') ?? usedImages
process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof Unavailable)) throw error
  console.error(error.message)
  return 1
})

async function main(): Promise<number> {
  const interrupted = untilInterrupted()
  for (const program of ['browser', 'ssh-server'] as const)
    if (values[program] === true)
      execFileSync(join(here, 'engine', program), ['--if-possible'], { stdio: ['ignore', 'ignore', 'inherit'] })
  for (const line of values.unpack?.filter(canStartEngine) ?? []) {
    execFileSync(join(here, 'engine/unpack'), [line], { stdio: 'inherit' })
  }
  const outer = await findEngine()
  const wantsPrivate = values.line !== undefined || process.env['MUSTER_TEST_ENGINE'] === 'private'
  const found = wantsPrivate ? undefined : outer.engine
  const session = found ? onFound(found) : await startPrivate(values.line ?? '28', outer.tried)
  try {
    const { engine } = session
    console.error(`using ${titleOf(values.line)} ${engine.version} (${session.private ? 'private' : engine.from})`)
    await provideImages(session, values.line === undefined ? undefined : outer.engine)
    return await run(session, interrupted)
  } finally {
    if (session.private) execFileSync(join(here, 'engine/down'), [session.private], { stdio: 'inherit' })
  }
}

function onFound(engine: FoundEngine): Session {
  return { engine, env: { ...process.env, ...engine.env }, under: [] }
}

async function startPrivate(line: string, tried: readonly string[]): Promise<Session> {
  refuseWherePrivateCannotRun(line, tried)
  for (const attempt of tried) console.error(`no engine at ${attempt}`)
  console.error(
    `starting a private engine (${line}): it is unpacked from Debian packages under /var/cache/muster-engine,` +
      ` has its own socket and data, and is removed when this command ends`,
  )
  const state = mkdtempSync(`/run/muster-${line}-`)
  try {
    const answer = execFileSync(join(here, 'engine/up'), [line, state, String(process.pid)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    })
    const { NETNS: netns, BIN: bin = '' } = Object.fromEntries(answer.split('\n').map((line) => line.split('=', 2)))
    const engine = await engineAt(join(state, 'docker.sock'))
    const under = netns ? ['nsenter', `--net=/run/netns/${netns}`] : []
    return { engine, under, private: state, env: clientEnvironment(engine, { state, bin }) }
  } catch (error) {
    execFileSync(join(here, 'engine/down'), [state], { stdio: 'inherit' })
    throw error instanceof Unavailable ? error : new Unavailable('the private engine could not be started (see above)')
  }
}

function titleOf(line: string | undefined): string {
  return line === 'podman' ? 'Podman' : 'Docker Engine'
}

/** docker and its plugins of the private engine, and none of the user's own settings. */
function clientEnvironment(engine: FoundEngine, { state, bin }: { state: string; bin: string }): NodeJS.ProcessEnv {
  const plugins = join(dirname(bin), 'libexec/docker/cli-plugins')
  writeFileSync(join(state, 'config.json'), JSON.stringify({ cliPluginsExtraDirs: [plugins] }))
  const { DOCKER_CONTEXT: _, DOCKER_TLS_VERIFY: __, ...rest } = process.env
  return { ...rest, ...engine.env, DOCKER_CONFIG: state, PATH: `${bin}:${process.env['PATH']}` }
}

function refuseWherePrivateCannotRun(line: string, tried: readonly string[]): void {
  if (canStartEngine(line)) return
  const attempts = tried.map((attempt) => `  ${attempt}\n`).join('')
  const wish =
    attempts === ''
      ? 'A private Docker Engine was asked for'
      : `No Docker Engine answers:\n${attempts}A private one can be started`
  throw new Unavailable(
    `${wish}, but only on Debian (line 28: or Ubuntu) and as root.\n` +
      'Start Docker (on a server: `systemctl start docker`; Docker Desktop: its app), or point DOCKER_HOST at an' +
      ' engine, or run this command as root on Debian or Ubuntu.',
  )
}

/** Real images where they can be had; stand-ins from Debian packages in a private engine only. */
async function provideImages(session: Session, source: FoundEngine | undefined): Promise<void> {
  const { docker } = session.engine
  const missing = await missingImages(docker, images)
  if (missing.length === 0) return
  if (source && (await missingImages(source.docker, missing)).length === 0) {
    return copyImages(source.docker, docker, missing)
  }
  if (await pullAll(docker, missing)) return
  if (!session.private) {
    throw new Unavailable(
      `This engine lacks ${missing.join(', ')}, and they cannot be pulled.\n` +
        'Pull or load them by hand, or set MUSTER_TEST_ENGINE=private (root on Debian) to run on a private engine with' +
        ' stand-ins built from Debian packages. Nothing is put under these names into an engine of yours.',
    )
  }
  console.error('no registry answers: building stand-ins from Debian packages (kept in /var/cache/muster-engine)')
  const socket = join(session.private, 'docker.sock')
  execFileSync(join(here, 'engine/stand-ins'), [socket, ...missing], { stdio: 'inherit' })
}

/** Resolves at the first signal that asks us to end, with its number; the engine must be stopped first. */
function untilInterrupted(): Promise<number> {
  return new Promise((done) => {
    process.on('SIGINT', () => done(130))
    process.on('SIGTERM', () => done(143))
    process.on('SIGHUP', () => done(129))
  })
}

async function run({ env, under }: Session, interrupted: Promise<number>): Promise<number> {
  const [command = 'true', ...args] = [...under, ...positionals]
  const child = spawn(command, args, { env, stdio: 'inherit' })
  const ended = new Promise<number>((done) => {
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`)
      done(127)
    })
    child.on('exit', (code) => done(code ?? 1))
  })
  const first = await Promise.race([ended, interrupted.then((code) => ({ code }))])
  if (typeof first === 'number') return first
  child.kill('SIGTERM')
  await ended
  return first.code
}
