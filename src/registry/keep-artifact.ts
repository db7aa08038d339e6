import { constants, promises as files } from 'node:fs'
import { join } from 'node:path'
import type { Surroundings } from '../engine/credentials/docker-config.ts'
import { cacheFolder } from '../engine/host/cache-folder.ts'
import { isOwnFolder } from '../engine/host/private-file.ts'
import type { Artifact } from './pull-artifact.ts'
import { RegistryError } from './registry-error.ts'

/**
 * Puts the files of an artifact into the folder that its digest names, below the user's cache, and returns that folder. It is
 * the one where docker compose 2.40.3 keeps the same artifact, so that relative bind mounts mean the same for both. Nobody
 * else can write there; a file that is there already is read and compared, and replaced when it is another one.
 *
 * Rejects with RegistryError where the folder belongs to somebody else, or is none.
 */
export async function keepArtifact({ digest, files: contents }: Artifact, surroundings: Surroundings): Promise<string> {
  const cache = cacheFolder(surroundings)
  const folder = join(cache, 'docker-compose', digest.replace(/^sha256:/, ''))
  await files.mkdir(cache, { recursive: true, mode: 0o700 })
  for (const own of [join(cache, 'docker-compose'), folder]) await makePrivate(own)
  for (const [name, content] of contents) await place(join(folder, name), content)
  return folder
}

async function makePrivate(folder: string): Promise<void> {
  await files.mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw new RegistryError(`cannot make ${folder}: ${error.code}`, { cause: error })
  })
  if (!isOwnFolder(folder))
    throw new RegistryError(`${folder} is not a folder that only you can write to: remove it, or set XDG_CACHE_HOME`)
}

async function place(path: string, content: Uint8Array): Promise<void> {
  if (await holds(path, content)) return
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const temporary = `${path}.${process.pid}.${process.hrtime.bigint()}`
  const opened = await files.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    await opened.writeFile(content)
  } finally {
    await opened.close()
  }
  // A link at the path is replaced, and never followed.
  await files.rename(temporary, path)
}

async function holds(path: string, content: Uint8Array): Promise<boolean> {
  const opened = await files.open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined)
  try {
    const stat = await opened?.stat()
    return (
      stat?.isFile() === true && stat.size === content.length && (await opened?.readFile())?.equals(content) === true
    )
  } finally {
    await opened?.close()
  }
}
