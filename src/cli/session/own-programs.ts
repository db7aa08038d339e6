import { realpathSync } from 'node:fs'
import { basename, resolve } from 'node:path'

/** The programs that this process is, with the options that `bin/muster` gives Node: who starts another muster starts the same. */
export function ownPrograms(): {
  readonly node: string
  readonly nodeOptions: readonly string[]
  readonly muster: string
} {
  // What was started: bin/muster, wherever it is.
  const started = resolve(process.argv[1] ?? 'muster')
  // A link of such a name would read the arguments as docker's (`calledAs`).
  const isPlugin = basename(started).startsWith('docker-')
  return {
    node: process.execPath,
    nodeOptions: process.execArgv,
    muster: isPlugin ? realpathSync(started) : started,
  }
}
