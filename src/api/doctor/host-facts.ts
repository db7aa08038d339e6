import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { callProgram } from '../../engine/host/call-program.ts'
import { emulators } from '../../engine/host/emulators.ts'
import { findPlugin } from '../../engine/host/programs.ts'
import { faultFolder, hasFaults } from '../../run/faults/folder.ts'
import { reasonOf, stateFolder } from '../world/state-folder.ts'
import type { World } from '../world/world.ts'
import { patience } from './bounded.ts'
import type { Beside, HostFacts } from './facts.ts'

/** Looks at this machine. Runs the plugins of docker's command line that muster stands beside, as docker does: they say their version. */
export async function hostFacts(world: World): Promise<HostFacts> {
  const [compose, buildx] = await Promise.all([plugin('compose', world), plugin('buildx', world)])
  const folder = stateFolder(world)
  const refused = refusal(folder)
  return {
    compose,
    buildx,
    openFiles: openFilesIn(textOf('/proc/self/limits')),
    inotify: inotify(),
    emulators: emulators(),
    state: { folder, ...(refused === undefined ? {} : { refused }) },
    faults: hasFaults(faultFolder(folder)),
  }
}

async function plugin(name: string, { env, home, cwd }: World): Promise<Beside | 'absent' | 'unseen'> {
  try {
    const path = findPlugin(name, { env, home })
    if (path === undefined) return 'absent'
    const call = {
      program: path,
      args: ['docker-cli-plugin-metadata'],
      cwd,
      env,
      signal: AbortSignal.timeout(patience),
    }
    const version = await callProgram(call).then(
      ({ stdout }) => versionIn(stdout),
      () => undefined,
    )
    return { path, version }
  } catch {
    // A config.json that cannot be used is told of where the engine is looked for.
    return 'unseen'
  }
}

/** What a plugin says of itself. */
function versionIn(metadata: string): string | undefined {
  try {
    const { Version } = JSON.parse(metadata) as { readonly Version?: unknown }
    return typeof Version === 'string' ? Version.replace(/^v/, '') : undefined
  } catch {
    return undefined
  }
}

/** The soft limit in the kernel's table. */
function openFilesIn(limits: string | undefined): number | undefined {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(limits ?? '') ?? []
  return soft === undefined ? undefined : Number(soft)
}

function inotify(): HostFacts['inotify'] {
  const [watches, instances] = ['max_user_watches', 'max_user_instances'].map((name) =>
    Number(textOf(`/proc/sys/fs/inotify/${name}`) ?? Number.NaN),
  )
  return watches === undefined || instances === undefined || Number.isNaN(watches + instances)
    ? undefined
    : { watches, instances }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Why nothing can be written below a folder, which may have to be made first; undefined where it can. */
function refusal(folder: string): string | undefined {
  let nearest = folder
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest)
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}
