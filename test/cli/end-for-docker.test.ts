import { expect, test } from 'vitest'
import { withoutEcho } from '../../src/cli/plugin/end-for-docker.ts'

/** Milliseconds, and the number that a real signal has. */
type Heard = readonly [at: number, number?: number]

test.each<{ readonly what: string; readonly heard: readonly Heard[]; readonly interrupts: number }>([
  { what: 'a signal to the whole group, and its echo from docker', heard: [[0, 2], [5]], interrupts: 1 },
  { what: 'the same, with the echo first', heard: [[0], [5, 2]], interrupts: 1 },
  { what: 'a signal to docker alone', heard: [[0]], interrupts: 1 },
  { what: 'a second signal to the whole group', heard: [[0], [5, 2], [300, 2], [305]], interrupts: 2 },
  { what: 'a signal to docker alone, and later one to us', heard: [[0], [2000, 2]], interrupts: 2 },
])('$what: so many interrupts: $interrupts', ({ heard, interrupts }) => {
  let time = 0
  let count = 0
  const listener = withoutEcho(
    () => (count += 1),
    () => time,
  )
  for (const [at, number] of heard) {
    time = at
    listener('SIGINT', number)
  }
  expect(count).toBe(interrupts)
})
