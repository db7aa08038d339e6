import type { Attribute } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'

/** Cgroup namespace: `host` or `private`. */
export const cgroup: Attribute<string> = inHostConfig(string(), 'CgroupnsMode')

/** Cgroup under which the container's own is placed. */
export const cgroupParent: Attribute<string> = inHostConfig(string(), 'CgroupParent')
