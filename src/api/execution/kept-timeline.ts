import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { engineKey } from '../../engine/engine-key.ts'
import { sha256 } from '../../model/sha256.ts'
import type { Timeline } from '../../plan/timeline.ts'
import { makePrivateFolder } from '../../run/private-folder.ts'
import { stateFolder } from '../world/state-folder.ts'
import type { World } from '../world/world.ts'

/** So many projects are remembered; the ones that were started longest ago are forgotten. */
const most = 200

/** Keeps the last start-up of a project with an engine, for the user alone. Where nothing can be kept nothing is. */
export function keepTimeline(timeline: Timeline, address: string, world: Pick<World, 'env' | 'home'>): void {
  const folder = folderOf(world)
  const file = join(folder, nameOf(timeline.project, address))
  const temporary = `${file}.${process.pid}`
  try {
    makePrivateFolder(folder)
    writeFileSync(temporary, JSON.stringify(timeline), { mode: 0o600 })
    // ext4 writes a file to the disk at once where it is renamed over another, and this one is not worth the wait.
    removed(file)
    renameSync(temporary, file)
    forgetOld(folder)
  } catch {
    // A home that cannot be written to, or a full disk.
    removed(temporary)
  }
}

/** Below what is no folder, even looking fails. */
function removed(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Then nothing is there.
  }
}

/** The last start-up that was kept; undefined where there is none that can be read. */
export function keptTimeline(
  project: string,
  address: string,
  world: Pick<World, 'env' | 'home'>,
): Timeline | undefined {
  try {
    const kept = JSON.parse(readFileSync(join(folderOf(world), nameOf(project, address)), 'utf8')) as Timeline
    return kept.version === 1 && Array.isArray(kept.spans) ? kept : undefined
  } catch {
    return undefined
  }
}

function folderOf(world: Pick<World, 'env' | 'home'>): string {
  return join(stateFolder(world), 'timelines')
}

function nameOf(project: string, address: string): string {
  return `${sha256(`${engineKey(address)} ${project}`)
    .toString('hex')
    .slice(0, 40)}.json`
}

function forgetOld(folder: string): void {
  const names = readdirSync(folder)
  if (names.length <= most) return
  const dated = names.map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }))
  for (const { name } of dated.toSorted((a, b) => b.at - a.at).slice(most)) rmSync(join(folder, name), { force: true })
}
