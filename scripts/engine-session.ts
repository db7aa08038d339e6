import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { engineAt, findEngine, type FoundEngine } from './find-engine.ts'
import { copyImages, missingImages, pullAll, usedImages } from './images.ts'
import { canStartEngine } from './platform.ts'
import { started } from './started.ts'

/** What there shall be. */
export interface Wanted {
  /** `20` or `podman`: a private engine of this line. Otherwise the one that answers, or a private one of line 28. */
  readonly line?: string
  /** All that the examples and the tests name, unless told otherwise. */
  readonly images?: readonly string[]
  /** Programs besides, where they can be had. */
  readonly programs?: readonly ('browser' | 'ssh-server')[]
}

/** An engine to run commands with. */
export interface Session {
  /** Environment of the commands. */
  readonly env: NodeJS.ProcessEnv
  /** What to run them under, to be in the engine's network. */
  readonly under: readonly string[]
  /** Aborted when the session must end: the commands, too. */
  readonly signal: AbortSignal
}

/** Why there is no engine, or not the images: text for people, no stack. */
export class Unavailable extends Error {}

interface Running extends Pick<Session, 'env' | 'under'> {
  readonly engine: FoundEngine
  /** State directory of a private engine. */
  readonly private?: string
}

const here = import.meta.dirname

/**
 * Makes sure of an engine and of images, calls `use`, and stops what it started. An engine that answers is used as it is.
 * Otherwise, and always for a line or with MUSTER_TEST_ENGINE=private, a private one is started (Debian and Ubuntu, as root).
 * Returns what `use` returned, or 128 and the number of the signal that ended the session. Rejects with `Unavailable`.
 */
export async function withEngine(wanted: Wanted, use: (session: Session) => Promise<number>): Promise<number> {
  const { signal, code } = interruptions()
  for (const program of wanted.programs ?? []) await engineScript(program, '--if-possible')
  const outer = await findEngine()
  const wantsPrivate = wanted.line !== undefined || process.env['MUSTER_TEST_ENGINE'] === 'private'
  const found = wantsPrivate ? undefined : outer.engine
  const running = found ? onFound(found) : await startPrivate(wanted.line ?? '28', outer.tried)
  try {
    const { engine } = running
    console.error(`using ${titleOf(wanted.line)} ${engine.version} (${running.private ? 'private' : engine.from})`)
    const source = wanted.line === undefined ? undefined : outer.engine
    await provideImages(running, source, wanted.images ?? usedImages)
    const result = await use({ env: running.env, under: running.under, signal })
    return code() ?? result
  } finally {
    if (running.private) execFileSync(join(here, 'engine/down'), [running.private], { stdio: 'inherit' })
  }
}

/** At the first signal that asks us to end the commands are ended; the engine must be stopped then. */
function interruptions(): { readonly signal: AbortSignal; readonly code: () => number | undefined } {
  const interrupted = new AbortController()
  let code: number | undefined
  for (const [name, number] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.on(name, () => {
      code ??= number
      interrupted.abort()
    })
  return { signal: interrupted.signal, code: () => code }
}

/**
 * Fetches what an engine of the line consists of, for commands that start one where nothing can be fetched. What fails here fails
 * once more, and is told, when they do.
 */
export async function unpackEngine(line: string): Promise<void> {
  await started([join(here, 'engine/unpack'), line], { output: 'stdout collected' })
}

/** What a script of scripts/engine/ prints. Its messages are shown. */
async function engineScript(name: string, ...args: readonly string[]): Promise<string> {
  const { code, output } = await started([join(here, 'engine', name), ...args], { output: 'stdout collected' })
  if (code !== 0) throw new Unavailable(`scripts/engine/${name} ${args.join(' ')} failed (see above)`)
  return output
}

function onFound(engine: FoundEngine): Running {
  return { engine, env: { ...process.env, ...engine.env }, under: [] }
}

async function startPrivate(line: string, tried: readonly string[]): Promise<Running> {
  refuseWherePrivateCannotRun(line, tried)
  for (const attempt of tried) console.error(`no engine at ${attempt}`)
  console.error(
    `starting a private engine (${line}): it is unpacked from Debian packages under /var/cache/muster-engine,` +
      ` has its own socket and data, and is removed when this command ends`,
  )
  const state = mkdtempSync(`/run/muster-${line}-`)
  try {
    const answer = await engineScript('up', line, state, String(process.pid))
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
async function provideImages(
  running: Running,
  source: FoundEngine | undefined,
  images: readonly string[],
): Promise<void> {
  const { docker } = running.engine
  const missing = await missingImages(docker, images)
  if (missing.length === 0) return
  if (source && (await missingImages(source.docker, missing)).length === 0) {
    return copyImages(source.docker, docker, missing)
  }
  if (await pullAll(docker, missing)) return
  if (!running.private) {
    throw new Unavailable(
      `This engine lacks ${missing.join(', ')}, and they cannot be pulled.\n` +
        'Pull or load them by hand, or set MUSTER_TEST_ENGINE=private (root on Debian) to run on a private engine with' +
        ' stand-ins built from Debian packages. Nothing is put under these names into an engine of yours.',
    )
  }
  console.error('no registry answers: building stand-ins from Debian packages (kept in /var/cache/muster-engine)')
  await engineScript('stand-ins', join(running.private, 'docker.sock'), ...missing)
}
