import type { ContainerDetail } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import type { Creation } from '../../plan/history.ts'
import type { Made } from '../../plan/why.ts'

interface Raw {
  readonly Created?: string
}

/** From what muster has noted of its own containers, and from labels. */
export function madeBy({ id, labels, raw }: ContainerDetail, creations: readonly Creation[]): Made {
  const noted = creations.find((creation) => creation.id === id)
  const found = {
    at: (raw as Raw).Created ?? '',
    files: (labels.get(label.files) ?? '').split(',').filter((file) => file !== ''),
  }
  if (noted === undefined) return { ...found, by: makerOf(labels), how: labels.has(label.replace) ? 'anew' : 'first' }
  const { by: command, how, because, changes } = noted
  return { ...found, by: 'muster', command, how, because, ...(changes && { changes }) }
}

/** Both write docker compose's labels, and only muster the digests of attributes. */
function makerOf(labels: ReadonlyMap<string, string>): Made['by'] {
  if (labels.has(label.fields)) return 'muster'
  return labels.has(label.configHash) ? 'docker compose' : 'other'
}
