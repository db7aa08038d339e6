interface Found {
  readonly key: string
  readonly value: Buffer
  readonly whole: Buffer
}

/** Records of a PAX header: `LENGTH KEY=VALUE\n`, the length with itself. What follows one that is none is left out. */
function* recordsIn(records: Buffer): Generator<Found> {
  let at = 0
  while (at < records.length) {
    const space = records.indexOf(0x20, at)
    const length = Number(records.toString('latin1', at, space))
    if (space === -1 || !Number.isSafeInteger(length) || length <= 0 || at + length > records.length) return
    const equals = records.indexOf(0x3d, space)
    if (equals === -1 || equals >= at + length) return
    const key = records.toString('latin1', space + 1, equals)
    yield { key, value: records.subarray(equals + 1, at + length - 1), whole: records.subarray(at, at + length) }
    at += length
  }
}

/** Keys and values, as latin1. */
export function paxRecords(records: Buffer): ReadonlyMap<string, string> {
  return new Map([...recordsIn(records)].map(({ key, value }) => [key, value.toString('latin1')]))
}

/** The name that it gives the entry. */
export function paxPath(records: Buffer): string | undefined {
  return paxRecords(records).get('path')
}

/** The same records but those. Without what fills up the last block. */
export function withoutKeys(records: Buffer, keys: ReadonlySet<string>): Buffer {
  return Buffer.concat([...recordsIn(records)].filter(({ key }) => !keys.has(key)).map(({ whole }) => whole))
}

/** One record. The key as latin1. */
export function paxRecord(key: string, value: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(` ${key}=`, 'latin1'), value, Buffer.from('\n')])
  let length = body.length
  while (String(length).length + body.length !== length) length = String(length).length + body.length
  return Buffer.concat([Buffer.from(String(length)), body])
}
