import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { startMuster } from './command.ts'
import { objectsOf, stateOf, type TestProject } from './project.ts'

/** Processes that watch over leases of a project's commands. Linux only, as the engine tests are. */
export function watchdogsOf(project: string): readonly number[] {
  return processesOf(project, '__watchdog')
}

/** Processes of a project's commands with this word among their arguments. */
export function processesOf(project: string, argument: string): readonly number[] {
  const state = `XDG_STATE_HOME=${stateOf(project)}`
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && read(pid, 'cmdline').includes(argument) && read(pid, 'environ').includes(state))
}

/** A file of a process below /proc, with its fields on lines. Empty for one that is gone. */
export function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', '\n')
  } catch {
    return ''
  }
}

/** The folder of the notes of a project's commands, and the names in it. */
export function notesOf(project: string): { readonly folder: string; readonly names: readonly string[] } {
  const folder = join(stateOf(project), 'muster', 'leases')
  try {
    return { folder, names: readdirSync(folder) }
  } catch {
    return { folder, names: [] }
  }
}

/** How many containers, networks and volumes a project has. */
export async function countOf(project: string): Promise<number> {
  const { containers, networks, volumes } = await objectsOf(project)
  return containers.length + networks.length + volumes.length
}

/** Resolves when everything of a project is gone, its watchdogs have ended and nothing has come up meanwhile. */
export async function expectGone(project: string, within: number): Promise<void> {
  await vi.waitFor(async () => expect(await countOf(project)).toBe(0), { timeout: within, interval: 100 })
  await vi.waitFor(() => expect(watchdogsOf(project)).toEqual([]), { timeout: 60_000, interval: 250 })
  expect(await countOf(project)).toBe(0)
  expect(notesOf(project).names).toEqual([])
}

/** An `up --lease` that was killed together with its watchdog; the id of its lease. */
export async function abandoned(project: TestProject): Promise<string> {
  const running = startMuster(project, ['up', '--lease'])
  await running.seen(/web-1 {2}Started/)
  for (const pid of watchdogsOf(project.name)) process.kill(pid, 'SIGKILL')
  await expect.poll(() => watchdogsOf(project.name)).toEqual([])
  running.signal('SIGKILL')
  await running.done
  return notesOf(project.name).names[0]?.slice(0, -'.json'.length) ?? ''
}
