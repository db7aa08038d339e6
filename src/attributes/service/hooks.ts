export type { EarlyHook, Hook } from './hook.ts'
import type { Attribute } from '../kinds/attribute.ts'
import { listOf } from '../kinds/list-of.ts'
import { withoutPayload } from '../kinds/payload.ts'
import { type EarlyHook, earlyHook, type Hook, hook } from './hook.ts'

/** Run one after the other, each in a container of its own, before the service's first start. */
export const preStart: Attribute<readonly EarlyHook[]> = withoutPayload(listOf(earlyHook))

/** Run one after the other right after the container's start. */
export const postStart: Attribute<readonly Hook[]> = withoutPayload(listOf(hook))

/** Run one after the other before the container is stopped. */
export const preStop: Attribute<readonly Hook[]> = withoutPayload(listOf(hook))
