import { Writable } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { createTerminal } from '../../src/render/terminal.ts'

function full(code: string): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) })
}

/** The reasons with which a terminal of these streams ends its command after a word on each. */
async function broken(out: Writable, err: Writable): Promise<readonly (string | undefined)[]> {
  const reasons: (string | undefined)[] = []
  const terminal = createTerminal({ out, err }, (reason) => void reasons.push(reason?.message))
  for (let turn = 0; turn < 3; turn++) {
    terminal.err.write('progress')
    terminal.out.write('data')
    await terminal.flush()
  }
  return reasons
}

describe('a stream that cannot be written', () => {
  const fine = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() })

  test('does not end the command where it is stderr, on a full disk', async () => {
    expect(await broken(fine(), full('ENOSPC'))).toEqual([])
  })

  test('ends the command where it is stdout, or a reader of stderr that has gone', async () => {
    expect(await broken(full('ENOSPC'), fine())).toEqual(['ENOSPC'])
    expect(await broken(fine(), full('EPIPE'))).toEqual([undefined])
  })

  test('does not end the command where it is a terminal that is gone, which SIGHUP tells', async () => {
    const tty = (): Writable => Object.assign(full('EIO'), { isTTY: true })
    expect(await broken(tty(), tty())).toEqual([])
  })

  test('ends the command where it is a terminal that is gone, and no signal tells', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const ends = broken(Object.assign(full('EIO'), { isTTY: true }), fine())
    const reasons = await ends
    vi.advanceTimersByTime(1000)
    vi.useRealTimers()
    expect(reasons).toEqual(['EIO'])
  })
})
