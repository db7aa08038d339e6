import type { Creation, Ending, NotedChange } from '../../plan/history.ts'
import type { World } from '../world/world.ts'
import { areTexts, keepNotes, keptNotes, type Loose, type NotesOf } from './project-notes.ts'

/** What muster did to the containers of a project. Version 1 of the form. */
export interface History {
  readonly version: 1
  /** Newest last. */
  readonly creations: readonly Creation[]
  readonly endings: readonly Ending[]
}

/** So many of each are kept: nearly always those of every container that there is. */
const most = 500

const nothing: History = { version: 1, creations: [], endings: [] }

type Place = Pick<World, 'env' | 'home'>

/** Adds to what is known of a project's containers. Where nothing can be kept nothing is. */
export function addToHistory(news: Partial<History>, of: Omit<NotesOf, 'kind'>, place: Place): void {
  const { creations, endings } = keptHistory(of, place)
  const history: History = {
    version: 1,
    creations: latest([...creations, ...(news.creations ?? [])]),
    endings: latest([...endings, ...(news.endings ?? [])]),
  }
  keepNotes({ kind: 'history', ...of }, history, place)
}

/** What is known; empty where nothing was kept that can be read. */
export function keptHistory(of: Omit<NotesOf, 'kind'>, place: Place): History {
  const kept = keptNotes({ kind: 'history', ...of }, place) as Loose<History> | null | undefined
  if (kept?.version !== 1 || !Array.isArray(kept.creations) || !Array.isArray(kept.endings)) return nothing
  return { version: 1, creations: kept.creations.filter(isCreation), endings: kept.endings.filter(isEnding) }
}

function isCreation(note: unknown): note is Creation {
  const { id, container, by, how, because, changes = [] } = (note ?? {}) as Loose<Creation>
  const isChange = (one: unknown): boolean => typeof (one as Loose<NotedChange> | null)?.path === 'string'
  return areTexts([id, container, by, how, because]) && Array.isArray(changes) && changes.every(isChange)
}

function isEnding(note: unknown): note is Ending {
  const { id, at, by, how } = (note ?? {}) as Loose<Ending>
  return areTexts([id, at, by, how])
}

/** The last one of each container. */
function latest<T extends { readonly id: string }>(notes: readonly T[]): readonly T[] {
  return [...new Map(notes.map((note) => [note.id, note])).values()].slice(-most)
}
