import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { guardedOutput } from '../../src/cli/test/guarded-output.ts'

async function through(...chunks: readonly (string | Buffer)[]): Promise<Buffer> {
  const out: Buffer[] = []
  const to = new Writable({ write: (chunk: Buffer, _, done) => (out.push(chunk), done()) })
  const guarded = guardedOutput(to)
  for (const chunk of chunks) guarded.write(chunk)
  guarded.end()
  await finished(guarded)
  return Buffer.concat(out)
}

test('commands to a CI system are broken, however their bytes arrive', async () => {
  expect(String(await through('::err', 'or::x\n', ' :', ':set-output name=a::b\r\n', '##', '[group]x'))).toBe(
    ':\\:error::x\n :\\:set-output name=a::b\r\n#\\#[group]x',
  )
})

test('everything else passes byte for byte', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => (byte === 0x3a || byte === 0x23 ? 0x2e : byte)))
  expect(await through(bytes, bytes)).toEqual(Buffer.concat([bytes, bytes]))
})
