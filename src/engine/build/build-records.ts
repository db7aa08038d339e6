import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BuildSpec } from '../../plan/step.ts'
import type { Surroundings } from '../credentials/docker-config.ts'
import { cacheFolder } from '../host/cache-folder.ts'
import { isCertain } from './build-certainty.ts'
import { type BuildInputs, buildInputs, changesOf, type FindImages } from './build-inputs.ts'
import { markUsed, tidyRecords } from './tidy-records.ts'

/** What muster remembers of an image that it built, in a file of the user's cache folder. */
interface BuildRecord {
  readonly form: 2
  /** Id of the image: one that somebody else built since is not judged. */
  readonly image: string
  /** Milliseconds since the epoch. */
  readonly built: number
  readonly salt: string
  readonly inputs: BuildInputs
  /** Names of the arguments that the command line gave. */
  readonly given?: readonly string[]
}

export interface RecordPlace {
  readonly surroundings: Surroundings
  /** The engine's address: two engines may have different images of one name. */
  readonly address: string
  readonly find: FindImages
}

/**
 * Reads the inputs of a build that begins, and returns what notes them down for the image that came of it. What cannot be
 * read or written is not remembered: nothing depends on it.
 */
export function noteBuild(build: BuildSpec, place: RecordPlace): (image: string) => Promise<void> {
  const reading = read(build, place)
  reading.catch(() => undefined)
  return async (image) => {
    try {
      const { inputs, salt } = await reading
      if (inputs === undefined || image === '') return
      const path = pathOf(build, place)
      const given = build.given === undefined ? {} : { given: [...build.given] }
      await write({ form: 2, image, built: Date.now(), salt, inputs, ...given }, path)
      await tidyRecords(dirname(path))
    } catch {
      // The next `up` cannot tell whether the image is stale, and says nothing.
    }
  }
}

async function read(
  build: BuildSpec,
  place: RecordPlace,
): Promise<{ readonly inputs: BuildInputs | undefined; readonly salt: string }> {
  const record = await recordOf(build, place)
  const salt = record?.salt ?? randomBytes(16).toString('base64url')
  return { salt, inputs: await buildInputs(build, { find: place.find, known: record?.inputs, salt }) }
}

/** What is known of an image that muster built. */
export interface Judgement {
  /**
   * What changed since, in words; empty when nothing did. An argument that the command line gave (`build --build-arg`) has not changed
   * because the file says something else of it.
   */
  readonly changes: readonly string[]
  /** When it was built. Milliseconds since the epoch. */
  readonly built: number
  /** Nothing changed, and nothing that a build would use is unknown: it would make the same image. */
  readonly same: boolean
}

/** Compares what an image would be built from now with what it was built from. Undefined where that is not known. */
export async function judgeBuild(build: BuildSpec, image: string, place: RecordPlace): Promise<Judgement | undefined> {
  try {
    const record = await recordOf(build, place)
    if (record?.image !== image) return undefined
    const path = pathOf(build, place)
    await markUsed(path).catch(() => undefined)
    const { inputs: known, salt, built, given = [] } = record
    const inputs = await buildInputs(build, { find: place.find, known, salt })
    if (inputs === undefined) return undefined
    const changes = changesOf(withoutArgs(known, given), withoutArgs(inputs, given))
    // Files that were only touched need not be read next time.
    if (changes.length === 0 && given.length === 0 && JSON.stringify(inputs) !== JSON.stringify(known))
      await write({ ...record, inputs }, path)
    const same =
      changes.length === 0 && given.length === 0 && (await isCertain(build, image, { inputs, find: place.find }))
    return { changes, built, same }
  } catch {
    return undefined
  }
}

function withoutArgs(inputs: BuildInputs, names: readonly string[]): BuildInputs {
  return { ...inputs, args: Object.fromEntries(Object.entries(inputs.args).filter(([name]) => !names.includes(name))) }
}

async function recordOf(build: BuildSpec, place: RecordPlace): Promise<BuildRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(pathOf(build, place), 'utf8')) as BuildRecord
    return record.form === 2 ? record : undefined
  } catch {
    return undefined
  }
}

/** Whole or not at all, and for nobody else to read. */
async function write(record: BuildRecord, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, JSON.stringify(record), { mode: 0o600, flag: 'wx' })
  await rename(draft, path)
}

function pathOf({ name }: BuildSpec, { surroundings, address }: RecordPlace): string {
  const key = createHash('sha256').update(`${address}\n${name}`).digest('hex').slice(0, 32)
  return join(cacheFolder(surroundings), 'muster', 'builds', `${key}.json`)
}
