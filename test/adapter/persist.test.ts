import { describe, expect, test } from 'vitest'
import { passingFault, persistently } from '../../src/engine/adapter/persist.ts'
import { EngineError } from '../../src/engine/port.ts'

describe('a fault passes', () => {
  test.each([
    ['toomanyrequests: You have reached your unauthenticated pull rate limit.', 'too many requests'],
    ['unexpected status from HEAD request to https://r/v2/a/manifests/1: 429 Too Many Requests', 'too many requests'],
    ['received unexpected HTTP status: 503 Service Unavailable', 'a fault of the registry or the network'],
    ['read tcp 10.0.0.1:1->10.0.0.2:443: read: connection reset by peer', 'a fault of the registry or the network'],
    ['Get "http://127.0.0.1:5000/v2/": EOF', 'a fault of the registry or the network'],
    ['net/http: TLS handshake timeout', 'a fault of the registry or the network'],
    ['manifest for r/a:1 not found: manifest unknown', undefined],
    ['Get "https://r/v2/": unauthorized: incorrect username or password', undefined],
    ['Get "https://r/v2/": dial tcp: lookup r: no such host', undefined],
    ['no matching manifest for linux/arm64/v8 in the manifest list entries', undefined],
  ])('%s: %s', (message, fault) => {
    expect(passingFault(message)).toBe(fault)
  })
})

describe('trying again', () => {
  const fault = new EngineError('unexpected EOF', { operation: 'pull a' })

  test('goes on when it has passed, and says so each time', async () => {
    const notes: string[] = []
    let tries = 0
    const attempt = async (): Promise<string> => {
      if (tries++ < 1) throw fault
      return await Promise.resolve('done')
    }
    expect(await persistently(attempt, { onNote: (note) => notes.push(note) })).toBe('done')
    expect(notes).toEqual(['a fault of the registry or the network (unexpected EOF); trying again in 0.5 s'])
  })

  test('does not happen for what will not pass', async () => {
    let tries = 0
    const attempt = async (): Promise<void> => {
      tries++
      await Promise.reject(new EngineError('manifest unknown', { operation: 'pull a' }))
    }
    await expect(persistently(attempt, {})).rejects.toThrow('manifest unknown')
    expect(tries).toBe(1)
  })

  test('ends with the signal', async () => {
    const stop = new AbortController()
    const attempt = async (): Promise<void> => await Promise.reject(fault)
    const onNote = (): void => stop.abort(new Error('enough'))
    await expect(persistently(attempt, { signal: stop.signal, onNote })).rejects.toThrow('enough')
  })
})
