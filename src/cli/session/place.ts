import { isAbsolute } from 'node:path'
import { currentFolder } from '../../api/world/current-folder.ts'
import { homeFolder } from '../../api/world/home-folder.ts'
import type { Pipes } from '../../api/world/read-bytes.ts'
import type { World } from '../../api/world/world.ts'
import type { Terminal } from '../../render/terminal.ts'
import { commandKinds } from './command-kinds.ts'
import type { ProjectFlags } from './context.ts'

/** Where a command runs. */
export type Place = Required<Pick<World, 'cwd' | 'home' | 'shell' | 'pipes'>>

/** The place of a command whose shell has these variables. Throws UnusablePath where a folder is needed that is gone or cannot be named. */
export function placeOf(
  command: string,
  flags: ProjectFlags,
  by: { readonly shell: ReadonlyMap<string, string>; readonly terminal: Terminal },
): Place {
  const cwd = folderFor(command, flags)
  return { cwd, home: homeFolder(by.shell), shell: by.shell, pipes: pipesFor(by.terminal) }
}

function folderFor(command: string, flags: ProjectFlags): string {
  if (commandKinds.placeless.has(command)) return '/'
  try {
    return currentFolder()
  } catch (error) {
    if (isNamed(command, flags)) return '/'
    throw error
  }
}

/** Whether the flags say all that a command looks for in its folder. */
function isNamed(command: string, { projectName, files, envFiles, projectDirectory = '/' }: ProjectFlags): boolean {
  if (![...files, ...envFiles, projectDirectory].every((path) => isAbsolute(path))) return false
  return files.length > 0
    ? commandKinds.movable.has(command)
    : projectName !== undefined && commandKinds.recalling.has(command)
}

/** Waiting is announced to people only: a script that reads stderr gets what docker compose writes. */
function pipesFor({ err }: Terminal): Pipes {
  return { read: new Map(), ...(err.tty ? { onWait: (message: string) => err.write(`${message}\n`) } : {}) }
}
