import type { Engine } from '../../engine/port.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { type Copies, tarOf } from './copies.ts'

/** So many bytes of paths go into one `rm`. */
const commandLength = 60_000

/**
 * Brings changes into a container: first removals, then one tar, as docker compose 2.40.3. Files belong to the user whom
 * the container runs as, else to whom they belong here. A container that does not run gets files, but nothing can be
 * removed from it: the places are returned. Rejects with EngineError, and when `rm` fails.
 */
export async function bringInto(
  container: ObservedContainer,
  { put, remove }: Pick<Copies, 'put' | 'remove'>,
  { engine, signal }: { readonly engine: Engine; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const runs = container.state === 'running'
  if (runs) for (const places of portions(remove)) await removeIn(container, places, { engine, signal })
  if (put.length > 0) {
    const archive = { tar: tarOf(put), owners: 'kept', over: 'anything', signal } as const
    await engine.containers.writeArchive(container.id, '/', archive)
  }
  return runs ? [] : remove
}

/** As root: the image's own user may not write to where the engine has put files (docker compose 2.40.3 fails there). */
async function removeIn(
  { id, name }: ObservedContainer,
  places: readonly string[],
  { engine, signal }: { readonly engine: Engine; readonly signal: AbortSignal },
): Promise<void> {
  const command = ['rm', '-rf', '--', ...places]
  const { exitCode, output } = await engine.containers.exec(id, { command, user: '0', workingDir: '/', signal })
  if (exitCode === 0) return
  const [first = ''] = places
  const what = places.length === 1 ? first : `${first} and ${places.length - 1} more`
  const why = exitCode === 126 || exitCode === 127 ? 'the image has no `rm`' : output.trim() || `exit ${exitCode}`
  throw new Error(`${what} could not be removed in ${name}: ${why}`)
}

function portions(places: readonly string[]): readonly (readonly string[])[] {
  const portioned: string[][] = []
  let length = Infinity
  for (const place of places) {
    length += place.length + 1
    if (length > commandLength) {
      portioned.push([])
      length = place.length + 1
    }
    portioned.at(-1)?.push(place)
  }
  return portioned
}
