import { type AttachedOptions, upAttached } from '../up/attached.ts'
import type { World } from '../world/world.ts'
import { type Lease, takeLease } from './lease.ts'
import { sweptText } from './swept-text.ts'

/**
 * `upAttached` under a lease of its own: nothing that it creates survives it, unless the person at the desk lets go, who wants
 * to keep what runs. Says what was removed; what cannot be removed now is left to the watchdog. Throws as `upAttached`.
 */
export async function upLeased(options: AttachedOptions, world: World): Promise<number> {
  const lease = await takeLease(world)
  try {
    return await upAttached({ ...options, lease }, world)
  } finally {
    options.desk?.close()
    const isKept = options.desk?.detached.aborted === true
    if (isKept || (await isSwept(lease, world))) await lease[Symbol.asyncDispose]()
  }
}

async function isSwept(lease: Lease, { emit }: World): Promise<boolean> {
  try {
    const swept = await lease.end()
    for (const message of sweptText(swept)) emit({ type: 'notice', message })
    return swept.left.size === 0
  } catch (error) {
    emit({ type: 'notice', message: `what the lease holds is removed later: ${(error as Error).message}` })
    return false
  }
}
