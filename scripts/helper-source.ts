import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The program's source, in C. */
export const listingSource = 'scripts/helper/listing.c'

/** What the programs that are made of it carry along, so that a test sees when they are old. */
export function sourceDigest(): string {
  return createHash('sha256').update(readFileSync(listingSource)).digest('hex')
}
