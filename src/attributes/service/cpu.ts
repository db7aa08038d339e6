import { nanosecondsOf } from '../grammar/duration.ts'
import { goFloatOf } from '../grammar/go-number.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { int64, integer, string, type Whole } from '../kinds/scalars.ts'

/** Number of processors (Windows). */
export const cpuCount: Attribute<Whole> = inHostConfig(integer({ from: 0, to: int64.to }), 'CpuCount')

/** Share of the processors in percent (Windows); docker compose 2.40.3 sends hundredths of a percent. */
export const cpuPercent: Attribute<number> = inHostConfig(percentage(), 'CpuPercent', (percent) =>
  Math.trunc(percent * 100),
)

/** Length of the scheduler's period, in microseconds. */
export const cpuPeriod: Attribute<Whole> = inHostConfig(integer(), 'CpuPeriod')

/** Microseconds of processor time per period. */
export const cpuQuota: Attribute<Whole> = inHostConfig(integer(), 'CpuQuota')

/** Length of the real-time scheduler's period, in microseconds. */
export const cpuRtPeriod: Attribute<Whole> = inHostConfig(microseconds(), 'CpuRealtimePeriod')

/** Microseconds of real-time processor time per period. */
export const cpuRtRuntime: Attribute<Whole> = inHostConfig(microseconds(), 'CpuRealtimeRuntime')

/** Weight against other containers. */
export const cpuShares: Attribute<Whole> = inHostConfig(integer(), 'CpuShares')

/** Processors that may be used, as `0-1,3`. */
export const cpuset: Attribute<string> = inHostConfig(string(), 'CpusetCpus')

/** A number of microseconds, or a duration: the specification has both, docker compose 2.40.3 reads numbers only. */
function microseconds(): Attribute<Whole> {
  const whole = integer()
  return extend(whole, {
    parse: (node, scope) => {
      const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : ''
      const span = /[a-z]$/.test(text) ? nanosecondsOf(text) : undefined
      return span === undefined ? whole.parse(node, scope) : Math.trunc(span / 1e3) || undefined
    },
  })
}

/** A whole number; docker compose 2.40.3 casts a text to a float first, so that `"10.0"` and `"1e1"` are ten. */
function percentage(): Attribute<number> {
  const whole = integer<number>({ from: 0, to: 100 })
  return extend(whole, {
    parse: (node, scope) => {
      const cast = node.kind === 'scalar' && typeof node.value === 'string' ? goFloatOf(node.value) : undefined
      return whole.parse(
        Number.isInteger(cast) ? ({ ...node, value: cast, type: 'float' } as typeof node) : node,
        scope,
      )
    },
  })
}
