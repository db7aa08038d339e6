import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateFolder } from '../private-folder.ts'

export interface LockPlace {
  readonly home: string
  readonly env: ReadonlyMap<string, string>
}

/**
 * Keeps other watches of the project away until it is disposed of, by the very file that docker compose 2.40.3 uses
 * (`$XDG_RUNTIME_DIR/docker-compose/NAME.pid`, else below `~/.docker`): two of them would copy and remove the same files.
 * Throws in docker compose's words when another one runs. A file whose process has gone, or is something else by now, counts
 * for nothing; a folder that cannot be written is no reason not to watch.
 */
export function lockWatch(project: string, place: LockPlace): Disposable {
  const folder = join(place.env.get('XDG_RUNTIME_DIR') || join(place.home, '.docker'), 'docker-compose')
  const file = join(folder, `${project}.pid`)
  const holder = processIn(file)
  if (holder !== undefined && holder !== process.pid && watches(holder)) {
    const why = `process with PID ${holder} is still running`
    throw new Error(`cannot take exclusive lock for project ${JSON.stringify(project)}: ${why}`)
  }
  try {
    makePrivateFolder(folder)
    writeFileSync(file, String(process.pid))
  } catch {
    return { [Symbol.dispose]: () => undefined }
  }
  return {
    [Symbol.dispose]: () => {
      if (processIn(file) === process.pid) rmSync(file, { force: true })
    },
  }
}

function processIn(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim())
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

/** Whether a process lives that can be a watch; Linux says what runs, elsewhere any process counts. */
function watches(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  try {
    return /compose|docker|muster/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch {
    return true
  }
}
