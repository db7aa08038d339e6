import { Transform } from 'node:stream'
import { paxRecords } from './pax.ts'
import { block, isEnd, sizeIn, typeIn } from './tar-block.ts'

/** What is written in the place of headers. */
export interface Rewriting {
  /** The header of an entry and the PAX records that stood before it, filled up; empty where there were none. */
  readonly entry: (header: Buffer, records: Buffer) => readonly Buffer[]
  /** Before the end mark. */
  readonly end: () => readonly Buffer[]
}

interface Progress {
  /** The bytes of a header or of PAX records that have come. */
  held: Buffer
  state: 'header' | 'pax' | 'content' | 'end'
  /** Bytes of PAX records or of a content that are to come. */
  left: number
  records: Buffer
}

/** Passes a tar on with other headers. Its contents are not looked at. */
export function rewrittenTar(rewriting: Rewriting): Transform {
  const progress: Progress = { held: Buffer.alloc(0), state: 'header', left: 0, records: Buffer.alloc(0) }
  return new Transform({
    highWaterMark: 1024 * 1024,
    transform(chunk: Buffer, _encoding, done): void {
      try {
        for (let at = 0; at < chunk.length;) at += step(chunk.subarray(at), { progress, rewriting, out: this })
        done()
      } catch (error) {
        done(error as Error)
      }
    },
  })
}

interface Step {
  readonly progress: Progress
  readonly rewriting: Rewriting
  readonly out: Transform
}

/** Returns how many bytes it took. */
function step(chunk: Buffer, { progress, rewriting, out }: Step): number {
  if (progress.state === 'end') {
    out.push(chunk)
    return chunk.length
  }
  if (progress.state === 'content') {
    const part = chunk.subarray(0, progress.left)
    out.push(part)
    progress.left -= part.length
    if (progress.left === 0) progress.state = 'header'
    return part.length
  }
  const wanted = progress.state === 'pax' ? progress.left : block
  const part = chunk.subarray(0, wanted - progress.held.length)
  progress.held = progress.held.length === 0 ? part : Buffer.concat([progress.held, part])
  if (progress.held.length < wanted) return part.length
  const whole = progress.held
  progress.held = Buffer.alloc(0)
  if (progress.state === 'pax') {
    progress.records = whole
    progress.state = 'header'
  } else for (const piece of atHeader(whole, progress, rewriting)) out.push(piece)
  return part.length
}

function atHeader(header: Buffer, progress: Progress, rewriting: Rewriting): readonly Buffer[] {
  if (isEnd(header)) {
    progress.state = 'end'
    return [...rewriting.end(), header]
  }
  const { records } = progress
  const size = Number(paxRecords(records).get('size') ?? sizeIn(header))
  if (!Number.isSafeInteger(size) || size < 0) throw new Error('the tar of a volume has an entry without a size')
  progress.left = Math.ceil(size / block) * block
  const isPax = typeIn(header) === 'x'
  progress.state = progress.left === 0 ? 'header' : isPax ? 'pax' : 'content'
  if (isPax) return []
  progress.records = Buffer.alloc(0)
  return rewriting.entry(header, records)
}
