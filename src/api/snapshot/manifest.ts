import type { KeptStore } from '../../model/snapshot-labels.ts'

/** The first entry of a snapshot's file. */
export const manifestName = 'muster-snapshot.json'

/** What the manifest says. */
export interface Manifest {
  readonly format: 'muster-snapshot'
  readonly version: 1
  readonly name: string
  readonly project: string
  /** RFC 3339. */
  readonly created: string
  readonly volumes: readonly ManifestVolume[]
}

interface ManifestVolume extends Pick<KeptStore, 'key' | 'kind' | 'volume' | 'bytes'> {
  /** The entry with its tar. */
  readonly file: string
}

/** Volumes in one file. */
const most = 1000

/** Reads a manifest that anybody may have written. Throws for one that is not as muster writes it. */
export function readManifest(text: string): Manifest {
  const manifest = parsed(text)
  if (manifest?.format !== 'muster-snapshot')
    throw new Error('the file is not a snapshot: its first entry is not a manifest')
  if (manifest.version !== 1)
    throw Object.assign(
      new Error(`the snapshot's format has version ${JSON.stringify(manifest.version)}, and this muster reads 1`),
      {
        fix: 'read it with the muster that wrote it, or a newer one',
      },
    )
  const { name, project, created, volumes } = manifest as Partial<Manifest>
  const isWhole =
    [name, project].every(isText) &&
    typeof created === 'string' &&
    !Number.isNaN(Date.parse(created)) &&
    Array.isArray(volumes) &&
    volumes.length > 0 &&
    volumes.length <= most &&
    volumes.every(isVolume) &&
    new Set(volumes.map(({ key, kind }) => `${kind} ${key}`)).size === volumes.length
  if (!isWhole) throw new Error('the manifest of the snapshot is broken')
  return { ...(manifest as Manifest), created: new Date(created).toISOString() }
}

function parsed(text: string): Partial<Record<keyof Manifest, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function isVolume(value: unknown, index: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { key, kind, file, bytes } = value as Partial<Record<keyof ManifestVolume, unknown>>
  return (
    isText(key) &&
    (kind === 'named' || kind === 'anonymous' || kind === 'external') &&
    file === `volumes/${index}.tar` &&
    Number.isSafeInteger(bytes)
  )
}

/** Shown to people and kept in labels: no control characters, not endless. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 300 && !/\p{Cc}/u.test(value)
}
