import { setTimeout as delay } from 'node:timers/promises'
import { type Engine, EngineError, type EngineEvent } from '../../engine/port.ts'
import type { Watch } from '../../engine/watch.ts'
import { label } from '../../model/labels.ts'
import { plainLogs } from '../../run/logs/resume-attach.ts'
import { unixSeconds } from '../../run/logs/unix-seconds.ts'
import { type BriefOutput, listenBriefly, longerOf } from './brief-output.ts'

/** Writes down what the containers of a project say, from the first byte of each to its last. */
export interface Recorder {
  /** Reads what was missed, and resolves when the streams of all that have ended are at their end. */
  readonly finish: () => Promise<void>
  readonly close: () => void
}

export interface Recording {
  readonly engine: Engine
  readonly watch: Pick<Watch, 'events'>
  readonly project: string
  readonly now: () => number
  /** Gets whole lines, but for the last one of a container, which may have no end. */
  readonly take: (file: string, data: Uint8Array) => void
  /** Hears of a container whose output cannot be had. */
  readonly onTrouble: (message: string) => void
}

/**
 * Reads the log of each container that starts, also of one-offs, hooks and those that are replaced: the engine keeps it until
 * the container is removed, so that nothing is lost of one that ends at once. A restart is read on from where the run before ended.
 */
export function record(recording: Recording): Recorder {
  const over = new AbortController()
  const book: Book = {
    recording,
    names: new Map(),
    streams: new Map(),
    ends: new Map(),
    brief: new Map(),
    until: over.signal,
  }
  void listen(book).catch(() => undefined)
  return {
    finish: async () => {
      await readMissed(book)
      await Promise.race([Promise.all([...book.streams.values()].flat()), delay(patience, undefined, { ref: false })])
    },
    close: () => over.abort(),
  }
}

/** Milliseconds in which an engine that answers has sent what a container that has ended has said. */
const patience = 20_000

const gone = 'the container was gone before it could be read'

interface Book {
  readonly recording: Recording
  /** The file of a container, by id. */
  readonly names: Map<string, string>
  readonly streams: Map<string, Promise<void>[]>
  /** When a container ended last, in nanoseconds since the epoch. */
  readonly ends: Map<string, bigint>
  /** Containers that may be gone as soon as they have ended. */
  readonly brief: Map<string, BriefOutput>
  readonly until: AbortSignal
}

async function listen(book: Book): Promise<void> {
  for await (const event of book.recording.watch.events()) {
    if (book.until.aborted) return
    if (event.action === 'create') expectBrief(book, event)
    else if (event.action === 'start') follow(book, event.id, event.attributes)
    else if (event.action === 'die') book.ends.set(event.id, event.timeNano)
  }
}

function expectBrief({ brief, recording, until }: Book, { id, attributes }: EngineEvent): void {
  if (attributes.get(label.oneOff) !== 'True' && !attributes.has(label.hook)) return
  brief.set(id, listenBriefly(id, recording.engine, until))
}

type Labels = EngineEvent['attributes']

function follow(book: Book, id: string, labels: Labels): void {
  const file = fileOf(book, id, labels)
  const end = book.ends.get(id)
  const before = book.streams.get(id) ?? []
  const reading = Promise.all(before).then(async () => await read(book, id, { file, end }))
  book.streams.set(id, [...before, reading])
}

async function read(
  { recording, until, brief }: Book,
  id: string,
  { file, end }: { readonly file: string; readonly end: bigint | undefined },
): Promise<void> {
  const { engine, take, now, onTrouble } = recording
  const options = { follow: true, tail: 'all', ...(end === undefined ? {} : { since: unixSeconds(end + 1n) }) }
  try {
    const world = { engine, emit: () => undefined, signal: until, now }
    const heard = brief.get(id)
    brief.delete(id)
    if (heard !== undefined) {
      const log = await plainLogs(id, options, world).catch(() => undefined)
      const bytes = await longerOf(log, heard, (data) => take(file, data))
      if (bytes === 0 && log === undefined) onTrouble(`${file} may lack what was said: ${gone}`)
      return
    }
    for await (const { data } of await plainLogs(id, options, world)) take(file, data)
  } catch (error) {
    const isGone = error instanceof EngineError && error.status === 404
    if (!until.aborted) onTrouble(`${file} is not complete: ${isGone ? gone : textOf(error)}`)
  }
}

/** Events may be lost while the engine is away: those of whom none was heard are read now. */
async function readMissed(book: Book): Promise<void> {
  const { engine, project } = book.recording
  const found = await engine.containers.list([`${label.project}=${project}`]).catch(() => [])
  for (const { id, labels, state } of found) if (!book.names.has(id) && state !== 'created') follow(book, id, labels)
}

/** `logs/<service>-<n>.log`; one-offs and hooks have their own, and so has who takes the place of another one. */
function fileOf({ names }: Book, id: string, labels: Labels): string {
  const known = names.get(id)
  if (known !== undefined) return known
  const name = logName(labels, id)
  const taken = new Set(names.values())
  let file = `logs/${name}.log`
  for (let n = 2; taken.has(file); n++) file = `logs/${name}.${n}.log`
  names.set(id, file)
  return file
}

/** How the files of a container are called, without folder and extension. */
export function logName(labels: Labels, id: string): string {
  const service = plain(labels.get(label.service) ?? 'container')
  const hook = labels.get(label.hook)
  if (hook !== undefined) return `${service}-${plain(hook)}-${id.slice(0, 8)}`
  if (labels.get(label.oneOff) === 'True') return `${service}-run-${id.slice(0, 8)}`
  return `${service}-${plain(labels.get(label.number) ?? id.slice(0, 8))}`
}

/** Labels are what anyone may have written. */
function plain(text: string): string {
  return text.replaceAll(/[^\w.-]/g, '_').slice(0, 100)
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
