import { label } from '../../model/labels.ts'
import { snapshotLabel } from '../../model/snapshot-labels.ts'

/** The project for which something was made, by its labels: as a part of it, to keep its data, or to tell of its lease. */
export function leasedProject(get: (name: string) => string | undefined): string | undefined {
  return get(label.project) ?? get(snapshotLabel.project) ?? get(snapshotLabel.carrier) ?? get(label.leased)
}

/**
 * In the place of a project's name: every project of a copy that was made for one run alone, whoever has made it; docker compose puts no
 * lease on things. Only for names that end with what was drawn by lot.
 */
export function everyProjectOf(copy: string): string {
  return `*-${copy}`
}

/** Whether the project is one of a copy that stands among the names. */
export function isOfCopy(project: string | undefined, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => drawn.test(name) && project?.endsWith(name.slice(1)) === true)
}

/** Whether the name stands for every project of a copy. */
export function standsForCopy(name: string): boolean {
  return name.startsWith('*')
}

const drawn = /^\*-(?:[\w-]+-)?[0-9a-f]{8}$/
