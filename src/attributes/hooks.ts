export type { Hook } from './hook.ts'
import { type Hook, hook } from './hook.ts'
import type { Attribute } from './attribute.ts'
import { listOf } from './list-of.ts'
import { withoutPayload } from './payload.ts'

/** Run one after the other right after the container's start. */
export const postStart: Attribute<readonly Hook[]> = withoutPayload(listOf(hook))

/** Run one after the other before the container is stopped. */
export const preStop: Attribute<readonly Hook[]> = withoutPayload(listOf(hook))
