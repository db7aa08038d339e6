import type { Attribute } from './attribute.ts'
import { inHostConfig } from './payload.ts'
import { string } from './scalars.ts'

/** Cgroup namespace: `host` or `private`. */
export const cgroup: Attribute<string> = inHostConfig(string(), 'CgroupnsMode')

/** Cgroup under which the container's own is placed. */
export const cgroupParent: Attribute<string> = inHostConfig(string(), 'CgroupParent')
