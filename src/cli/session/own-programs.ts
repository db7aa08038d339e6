import { resolve } from 'node:path'

/** The programs that this process is: who starts another muster starts the same. */
export function ownPrograms(): { readonly node: string; readonly muster: string } {
  // What was started: bin/muster, wherever it is.
  return { node: process.execPath, muster: resolve(process.argv[1] ?? 'muster') }
}
