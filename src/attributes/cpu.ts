import type { Attribute } from './attribute.ts'
import { float } from './cpus.ts'
import { inHostConfig } from './payload.ts'
import { integer, string } from './scalars.ts'

/** Number of processors (Windows). */
export const cpuCount: Attribute<number> = inHostConfig(integer(), 'CpuCount')

/** Share of the processors in percent (Windows); docker compose 2.40.3 sends hundredths of a percent. */
export const cpuPercent: Attribute<number> = inHostConfig(float(), 'CpuPercent', (percent) => Math.trunc(percent * 100))

/** Length of the scheduler's period, in microseconds. */
export const cpuPeriod: Attribute<number> = inHostConfig(integer(), 'CpuPeriod')

/** Microseconds of processor time per period. */
export const cpuQuota: Attribute<number> = inHostConfig(integer(), 'CpuQuota')

/** Length of the real-time scheduler's period, in microseconds. */
export const cpuRtPeriod: Attribute<number> = inHostConfig(integer(), 'CpuRealtimePeriod')

/** Microseconds of real-time processor time per period. */
export const cpuRtRuntime: Attribute<number> = inHostConfig(integer(), 'CpuRealtimeRuntime')

/** Weight against other containers. */
export const cpuShares: Attribute<number> = inHostConfig(integer(), 'CpuShares')

/** Processors that may be used, as `0-1,3`. */
export const cpuset: Attribute<string> = inHostConfig(string(), 'CpusetCpus')
