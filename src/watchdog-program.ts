import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The program that starts muster, with the same files as this one: `bin/muster` beside the folder of what is built. This
 * module stands at the top of `src`, so that it is one folder away from it as a source, in the library and in the bundle.
 */
export const musterProgram: string = join(import.meta.dirname ?? folderOf(import.meta.url), '../bin/muster')

/** Options of Node that `bin/muster` gives, and says why: who starts it with a Node of their own gives them, too. */
export const musterNodeOptions: readonly string[] = ['--min-semi-space-size=16', '--no-concurrent-recompilation']

/** The first word of the watchdog's command line. */
export const watchdogWord = '__watchdog'

/** Modules of Jest 29 have an address and no folder. */
function folderOf(url: string): string {
  return dirname(fileURLToPath(url))
}
