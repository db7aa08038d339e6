import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, promises as files } from 'node:fs'
import { join, sep } from 'node:path'
import { cacheFolder } from '../../engine/host/cache-folder.ts'
import { fileNames } from '../../load/discover.ts'
import type { GitAddress } from '../../load/git-address.ts'

/** What a fetch needs of the outside. */
export interface Fetching {
  /** The shell's variables: nothing of a project may steer git or ssh. */
  readonly env: ReadonlyMap<string, string>
  readonly home: string
  /** Transports that git may use, `https` and `ssh` by default. */
  readonly protocols?: readonly string[]
}

/**
 * Brings a commit to the user's cache and returns the path of the compose file that the address names. Nothing of the
 * repository is run: no hooks, submodules, filters or links. Rejects with an Error whose message is for people.
 */
export async function fetchGit(address: GitAddress, by: Fetching): Promise<string> {
  const top = await openCache(by)
  const repository = createHash('sha256').update(address.url).digest('hex').slice(0, 32)
  const folder = join(top, `${repository}-${address.commit}`)
  if (!existsSync(folder)) await bring(address, folder, by)
  return await composeFile(folder, address)
}

/** A folder of the user alone, made when it is missing. */
async function openCache(by: Fetching): Promise<string> {
  const top = join(cacheFolder(by), 'muster', 'git')
  await files.mkdir(top, { recursive: true, mode: 0o700 })
  const found = await files.lstat(top)
  if (!found.isDirectory() || (found.mode & 0o077) !== 0 || found.uid !== process.getuid?.()) {
    throw new Error(`${top} is open to others; make it a folder of yours alone with \`chmod 700\``)
  }
  return top
}

/** Whole or not at all: the folder gets its name when everything is in it. */
async function bring(address: GitAddress, folder: string, by: Fetching): Promise<void> {
  const fresh = await files.mkdtemp(`${folder}.`)
  try {
    await checkOut(address, fresh, by)
    // With a repository in it, a git that runs there would heed its configuration.
    await files.rm(join(fresh, '.git'), { recursive: true, force: true })
    await files.rename(fresh, folder).catch((error: unknown) => {
      // Another muster was faster.
      if (!existsSync(folder)) throw error
    })
  } finally {
    await files.rm(fresh, { recursive: true, force: true })
  }
}

const settings = [
  'core.hooksPath=/dev/null',
  'core.symlinks=false',
  'core.fsmonitor=false',
  'core.autocrlf=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'fetch.fsckObjects=true',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting])

async function checkOut({ url, commit }: GitAddress, folder: string, by: Fetching): Promise<void> {
  const env = environment(by)
  const git = (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> =>
    run([...settings, ...args], { cwd: folder, env: { ...env, ...more } })
  const format = commit.length === 64 ? ['--object-format=sha256'] : []
  await git(['init', '--quiet', '--template=', ...format])
  await git(['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--', url, commit])
  // The user's own configuration is for the connection; it may name filters that the repository then asks for.
  await git(['checkout', '--quiet', '--detach', commit, '--'], {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  })
  const head = (await git(['rev-parse', 'HEAD'])).trim()
  if (head !== commit) throw new Error(`git brought ${head}`)
}

/** Those of git's variables that are about connections; others would move the repository or its configuration. */
const kept = new Set([
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_GLOBAL',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_ASKPASS',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
])

function environment({ env, protocols = ['https', 'ssh'] }: Fetching): Record<string, string> {
  // What `.env` sets of COMPOSE_* stands beside the shell's variables.
  const own = [...env].filter(([name]) => !name.startsWith('COMPOSE_') && (!name.startsWith('GIT_') || kept.has(name)))
  return {
    ...Object.fromEntries(own),
    GIT_ALLOW_PROTOCOL: protocols.join(':'),
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
    LC_ALL: 'C',
  }
}

/** Longer than any shallow fetch of a project takes (ms). */
const patience = 120_000

function run(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<string> {
  return new Promise((done, fail) => {
    const child = execFile('git', args, { ...options, timeout: patience }, (error, out, said) => {
      if (error === null) done(out)
      else fail(failure(error, said))
    })
    child.stdin?.end()
  })
}

function failure(error: Error & { readonly code?: unknown; readonly killed?: boolean }, said: string): Error {
  if (error.code === 'ENOENT') return new Error('git is not installed')
  if (error.killed) return new Error(`git took longer than ${patience / 1000} s`)
  const lines = said.split('\n').filter((line) => line !== '')
  return new Error(lines.findLast((line) => /^(fatal|error|remote):/.test(line)) ?? lines.at(-1) ?? 'git failed')
}

/** The file that the address names, or the one with a default name in its folder; never one outside of the repository. */
async function composeFile(folder: string, { path }: GitAddress): Promise<string> {
  const whole = await files.realpath(folder)
  const named = await files.realpath(join(folder, path)).catch(() => undefined)
  if (named === undefined) throw new Error(`there is no ${path} in it`)
  if (named !== whole && !named.startsWith(whole + sep)) throw new Error('its path leaves the repository')
  if ((await files.stat(named)).isFile()) return named
  const found = fileNames.map((name) => join(named, name)).find((file) => existsSync(file))
  if (found === undefined) throw new Error(`there is no ${fileNames.join(', ')} in ${path === '' ? 'it' : path}`)
  return found
}
