import { expect, test } from 'vitest'
import { aborted } from '../../src/run/aborted.ts'

test('an abort is heard when it comes, or has come, and not before', async () => {
  const [early, late] = [new AbortController(), new AbortController()]
  early.abort(new Error('early'))
  await expect(aborted(early.signal)).rejects.toThrow('early')
  const heard = aborted(late.signal)
  await expect(Promise.race([heard, new Promise((resolve) => setImmediate(resolve, 'still'))])).resolves.toBe('still')
  late.abort(new Error('late'))
  await expect(heard).rejects.toThrow('late')
})
