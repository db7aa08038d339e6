import type { Origin } from '../source/node.ts'
import { asWritten } from './as-written.ts'
import type { Reading } from './context.ts'
import { gitAddress, isGit, type Refusal, withoutCredentials } from './git-address.ts'
import type { LoadOptions, LoadWorld } from './options.ts'

/** Whether a text names a project elsewhere and not a file: `oci://…`, or a git repository. */
export function isRemote(text: string): boolean {
  return text.startsWith('oci://') || isGit(text)
}

/**
 * The compose file that a remote resource is on this machine, for one that the user names (`-f`). A git repository must be
 * allowed and pinned even then: docker compose's own form of the address follows a branch. Rejects as
 * `LoadWorld.fetchRemote` does.
 */
export async function fetchNamed(resource: string, world: LoadWorld, options: LoadOptions): Promise<string> {
  const refusal = isGit(resource) ? refusalOf(resource, options) : undefined
  if (refusal !== undefined) throw new Error(`${refusal.refused}; ${refusal.fix}`)
  return await fetched(resource, world, options)
}

async function fetched(
  resource: string,
  world: LoadWorld,
  { insecureRegistries = [] }: Pick<LoadOptions, 'insecureRegistries'>,
): Promise<string> {
  if (world.fetchRemote === undefined) throw new Error(`${resource} cannot be fetched here`)
  return await world.fetchRemote(resource, { insecureRegistries })
}

/** Why a resource is not fetched: what others can change without the user's knowledge must be allowed and pinned. */
function refusalOf(resource: string, { allowRemote }: LoadOptions): Refusal | undefined {
  if (allowRemote !== true) {
    const fix = 'give --allow-remote (or MUSTER_ALLOW_REMOTE=1) where you trust it'
    return { refused: 'remote files are off', fix }
  }
  if (isGit(resource)) {
    const address = gitAddress(resource)
    return 'refused' in address ? address : undefined
  }
  if (/@sha256:[0-9a-f]{64}$/.test(resource)) return undefined
  return {
    refused: 'it may be another project tomorrow: it is named without its digest',
    fix: 'end it with `@sha256:…`; `muster publish` tells the digest',
  }
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
  const shown = asWritten(withoutCredentials(resource), at)
  const refusal = refusalOf(resource, options)
  if (refusal !== undefined) {
    report.error('remote', `${shown} is not fetched: ${refusal.refused}`, { ...place, fix: refusal.fix })
    return undefined
  }
  try {
    return await fetched(resource, world, options)
  } catch (error) {
    report.error('remote', `${shown} cannot be fetched: ${(error as Error).message}`, place)
    return undefined
  }
}
