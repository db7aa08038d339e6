/** Nanoseconds since 1970 in the form that the engine's logs take: seconds with nine decimals. */
export function unixSeconds(nanoseconds: bigint): string {
  return `${nanoseconds / 1_000_000_000n}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}`
}
