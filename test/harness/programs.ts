import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Programs of one test, in a folder of their own that stands before PATH and is docker's configuration folder, too. */
export interface Programs extends AsyncDisposable {
  readonly env: { readonly PATH: string; readonly DOCKER_CONFIG: string; readonly XDG_CONFIG_HOME: string }
  readonly folder: string
  /** Lines that the programs wrote to `$CALLS`. */
  readonly calls: () => Promise<readonly string[]>
}

/** Writes shell scripts. Each may append to `$CALLS` (its path is put in); names with `docker-` become plugins of the Docker CLI. */
export async function programs(scripts: Readonly<Record<string, string>>): Promise<Programs> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-programs-'))
  const log = join(folder, 'calls')
  await mkdir(join(folder, 'cli-plugins'))
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(folder, name.startsWith('docker-') ? 'cli-plugins' : '.', name)
    await writeFile(path, `#!/bin/sh\nCALLS=${log}\n${script}\n`)
    await chmod(path, 0o755)
  }
  return {
    folder,
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, DOCKER_CONFIG: folder, XDG_CONFIG_HOME: folder },
    calls: async () => {
      const text = await readFile(log, 'utf8').catch(() => '')
      return text.split('\n').filter((line) => line !== '')
    },
    [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true }),
  }
}
