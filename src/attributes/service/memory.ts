import { bytes } from '../grammar/bytes.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import type { Whole } from '../kinds/scalars.ts'

/** Most memory, in bytes. */
export const memLimit: Attribute<Whole> = inHostConfig(bytes(), 'Memory')

/** Memory that is left to the container when the host runs short, in bytes. */
export const memReservation: Attribute<Whole> = inHostConfig(bytes(), 'MemoryReservation')

/** Memory and swap together, in bytes; -1 for unlimited swap, which docker compose reads as a text since version 5. */
export const memswapLimit: Attribute<Whole> = inHostConfig(orUnlimited(), 'MemorySwap')

/** 0 to 100. docker compose types it as a size: it is printed as text, and 0 counts as unset (2.40.3). */
export const memSwappiness: Attribute<Whole> = inHostConfig(bytes(), 'MemorySwappiness')

/** Size of /dev/shm, in bytes. */
export const shmSize: Attribute<Whole> = inHostConfig(bytes(), 'ShmSize')

function orUnlimited(): Attribute<Whole> {
  const size = bytes()
  return extend(size, {
    parse: (node, scope) => (node.kind === 'scalar' && node.value === '-1' ? -1 : size.parse(node, scope)),
  })
}
