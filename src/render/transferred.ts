import type { Part, Transferred } from './part.ts'

/** Steps of the engine's own that come before a layer moves; all others but the moving itself come after it. */
const before: ReadonlySet<string> = new Set(['Waiting', 'Pulling fs layer', 'Preparing'])

/** How much of a part has moved, after one more message about it: extracting has numbers, too, but of no network. */
export function transferredOf(
  detail: string,
  numbers: Partial<Part>,
  known: Part | undefined,
): Transferred | undefined {
  const { current = 0, total } = numbers
  if (detail === 'Downloading' || detail === 'Pushing')
    return total === undefined ? known?.transferred : { moved: Math.min(current, total), size: total }
  if (known?.transferred === undefined || before.has(detail)) return undefined
  return detail.startsWith('Retrying') ? known.transferred : { ...known.transferred, moved: known.transferred.size }
}

/** All parts together; undefined while no size is known. */
export function sumOf(parts: Iterable<Part>): Transferred | undefined {
  let moved = 0
  let size = 0
  for (const { transferred } of parts) {
    moved += transferred?.moved ?? 0
    size += transferred?.size ?? 0
  }
  return size === 0 ? undefined : { moved, size }
}
