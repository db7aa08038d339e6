/** The bytes of a stream that were handed on, for when it comes again from its beginning. */
export interface ShownBytes {
  /** What of a piece was not handed on before. */
  readonly fresh: (data: Uint8Array) => Uint8Array
  /** The stream comes from its beginning again. */
  readonly again: () => void
  /** What came again is not what was handed on: the engine has thrown old lines away meanwhile. */
  readonly differs: () => boolean
}

/** Bytes before the place where a stream broke off, by which the place is known again. */
const mark = 256

/** Nothing was shown yet. */
export function createShownBytes(): ShownBytes {
  let count = 0
  let at = 0
  let last = Buffer.alloc(0)
  let differs = false
  const compare = (known: Uint8Array): void => {
    const from = count - last.length
    const seen = known.subarray(Math.max(from - at, 0))
    const place = Math.max(at - from, 0)
    differs ||= !last.subarray(place, place + seen.length).equals(seen)
  }
  return {
    fresh: (data) => {
      const known = data.subarray(0, Math.max(count - at, 0))
      if (known.length > 0) compare(known)
      at += data.length
      const fresh = data.subarray(known.length)
      if (fresh.length > 0) {
        count = at
        last = Buffer.concat([last, fresh.subarray(-mark)]).subarray(-mark)
      }
      return fresh
    },
    again: () => {
      at = 0
      differs = false
    },
    differs: () => differs,
  }
}
