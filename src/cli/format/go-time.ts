/** A moment as Go prints it in the local zone. */
interface Moment {
  readonly day: string
  /** `04:21:01`. */
  readonly clock: string
  /** `+01:00`; `Z` for UTC. */
  readonly zone: string
  /** Nine digits. */
  readonly fraction: string
}

function momentOf(nanoseconds: bigint): Moment {
  const date = new Date(Number(nanoseconds / 1_000_000n))
  const minutes = -date.getTimezoneOffset()
  const local = new Date(date.getTime() + minutes * 60_000).toISOString()
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) => `${n}`.padStart(2, '0'))
  const zone = minutes === 0 ? 'Z' : `${minutes < 0 ? '-' : '+'}${hours}:${rest}`
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, '0')
  return { day: local.slice(0, 10), clock: local.slice(11, 19), zone, fraction }
}

/** Go's RFC3339Nano: without the zeros at the end. */
export function rfc3339Nano(nanoseconds: bigint): string {
  const { day, clock, zone, fraction } = momentOf(nanoseconds)
  const digits = fraction.replace(/0+$/, '')
  return `${day}T${clock}${digits === '' ? '' : `.${digits}`}${zone}`
}

/** `2026-11-22 04:21:01.013774`, with microseconds. */
export function microTime(nanoseconds: bigint): string {
  const { day, clock, fraction } = momentOf(nanoseconds)
  return `${day} ${clock}.${fraction.slice(0, 6)}`
}
