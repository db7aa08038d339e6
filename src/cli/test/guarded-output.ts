import { Writable } from 'node:stream'
import { harmless } from '../../render/visible.ts'

/** Bytes of a line without an end that are held back. */
const longest = 64 * 1024

/**
 * A stream for what a container prints where a CI system reads commands from the output: line by line, with commands
 * broken, and everything else byte for byte.
 */
export function guardedOutput(to: Writable): Writable {
  let rest = ''
  const guarded = (text: string): Buffer => Buffer.from(harmless(text), 'latin1')
  return new Writable({
    write: (chunk: Uint8Array, _, done) => {
      // Latin-1 keeps every byte, and all that commands are made of is ASCII.
      const text = rest + Buffer.from(chunk).toString('latin1')
      const end = text.length > longest ? text.length : Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1
      rest = text.slice(end)
      if (end === 0) done()
      else to.write(guarded(text.slice(0, end)), () => done())
    },
    final: (done) => {
      if (rest === '') done()
      else to.write(guarded(rest), () => done())
    },
  })
}
