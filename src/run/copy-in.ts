import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import type { Engine } from '../engine/port.ts'
import type { FileSpec } from '../spec.ts'

/** Puts configs and secrets that have no host file into a stopped container, as one archive. */
export async function copyIn(
  container: string,
  files: readonly FileSpec[],
  { engine, now }: { readonly engine: Engine; readonly now: () => number },
): Promise<undefined> {
  await engine.containers.putArchive(container, '/', await archive(files, new Date(now())))
  return undefined
}

async function archive(files: readonly FileSpec[], now: Date): Promise<Uint8Array> {
  const stream = pack()
  for (const { target, content, uid, gid, mode, mtime } of files) {
    stream.entry(
      { name: target.replace(/^\/+/, ''), uid, gid, mode, mtime: mtime === undefined ? now : new Date(mtime) },
      Buffer.from(content),
    )
  }
  stream.finalize()
  return await buffer(stream)
}
