import type { Origin } from '../source/node.ts'
import type { Reading } from './context.ts'
import type { LoadOptions, LoadWorld } from './options.ts'

/** Whether a text names a project elsewhere and not a file: `oci://…`. */
export function isRemote(text: string): boolean {
  return text.startsWith('oci://')
}

/**
 * The compose file that a remote resource is on this machine, for one that the user names (`-f`). Rejects as
 * `LoadWorld.fetchRemote` does.
 */
export async function fetchNamed(
  resource: string,
  world: LoadWorld,
  { insecureRegistries = [] }: Pick<LoadOptions, 'insecureRegistries'>,
): Promise<string> {
  if (world.fetchRemote === undefined) throw new Error(`${resource} cannot be fetched here`)
  return await world.fetchRemote(resource, { insecureRegistries })
}

/**
 * The same for one that a compose file names, in `include` or `extends`. What others can change without the user's knowledge
 * must be allowed (`--allow-remote`) and named by digest: else it is reported, as is what cannot be fetched.
 */
export async function fetchIncluded(
  resource: string,
  at: Origin | undefined,
  reading: Reading,
): Promise<string | undefined> {
  const { options, world, report } = reading
  const place = at === undefined ? {} : { at }
  if (options.allowRemote !== true) {
    report.error('remote', `remote files are off: ${resource} is not fetched`, {
      ...place,
      fix: 'give --allow-remote (or MUSTER_ALLOW_REMOTE=1) where you trust it',
    })
    return undefined
  }
  if (!/@sha256:[0-9a-f]{64}$/.test(resource)) {
    report.error('remote', `${resource} may be another project tomorrow: it is named without its digest`, {
      ...place,
      fix: 'end it with `@sha256:…`; `muster publish` tells the digest',
    })
    return undefined
  }
  try {
    return await fetchNamed(resource, world, options)
  } catch (error) {
    report.error('remote', `${resource} cannot be fetched: ${(error as Error).message}`, place)
    return undefined
  }
}
