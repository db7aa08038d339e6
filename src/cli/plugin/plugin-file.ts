import { promises as files } from 'node:fs'
import { join } from 'node:path'
import { homeFolder } from '../../api/world/home-folder.ts'
import { shellQuote } from '../../attributes/grammar/shell-quote.ts'
import type { PluginName } from './plugin-argv.ts'

/** Where docker looks for the user's plugins. */
export function pluginFolder(env: ReadonlyMap<string, string>): string {
  return join(env.get('DOCKER_CONFIG') || join(homeFolder(env), '.docker'), 'cli-plugins')
}

/** The programs that the plugin calls. */
export interface Programs {
  readonly node: string
  /** What Node is started with. */
  readonly nodeOptions: readonly string[]
  readonly muster: string
}

const signature = '# Made by `muster plugin install`; `muster plugin uninstall` takes it away.'
/** What was there before is kept beside it; docker takes no file with a dot in its name for a plugin. */
const suffix = '.before-muster'

/** Where the plugin is, or would be. */
export function pluginPath(folder: string, name: PluginName): string {
  return join(folder, `docker-${name}`)
}

/** Writes the plugin; what was there under its name is kept. Returns the path. */
export async function installPlugin(folder: string, name: PluginName, programs: Programs): Promise<string> {
  const path = pluginPath(folder, name)
  await files.mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await ownerOf(path)) === 'somebody') await files.rename(path, `${path}${suffix}`)
  // Written beside and renamed: docker may read the folder right now.
  const temporary = `${path}.${process.pid}`
  await files.writeFile(temporary, scriptOf(name, programs), { mode: 0o755 })
  await files.rename(temporary, path)
  return path
}

/** It sets no variable: muster may get that one in the environment. */
function scriptOf(name: PluginName, { node, nodeOptions, muster }: Programs): string {
  const words = [...nodeOptions, '--', muster, `__plugin=${name}`].map(shellQuote)
  return [
    '#!/bin/sh',
    signature,
    `set -- ${words.join(' ')} "$@"`,
    `[ -x ${shellQuote(node)} ] && exec ${shellQuote(node)} "$@"`,
    'exec node "$@"',
    '',
  ].join('\n')
}

/** What became of a plugin that was to be taken away. */
export type Removal = 'removed' | 'restored' | 'not there' | 'not ours'

/** Takes the plugin away and puts back what was there before. */
export async function uninstallPlugin(folder: string, name: PluginName): Promise<Removal> {
  const path = pluginPath(folder, name)
  const owner = await ownerOf(path)
  if (owner !== 'muster') return owner === 'nobody' ? 'not there' : 'not ours'
  if ((await ownerOf(`${path}${suffix}`)) === 'nobody') {
    await files.rm(path)
    return 'removed'
  }
  await files.rename(`${path}${suffix}`, path)
  return 'restored'
}

async function ownerOf(path: string): Promise<'muster' | 'somebody' | 'nobody'> {
  const stat = await files.lstat(path).catch(() => undefined)
  if (stat === undefined) return 'nobody'
  // A plugin is a program of many megabytes, or a link to one.
  if (!stat.isFile() || stat.size > 4096) return 'somebody'
  return (await files.readFile(path, 'utf8')).includes(signature) ? 'muster' : 'somebody'
}
