import { expect, it } from 'vitest'
import { lineOf } from '../../src/engine/build/dockerfile-line.ts'

const dockerfile = `# syntax=docker/dockerfile:1
FROM busybox AS one

run  echo a \\
  # in between
  && echo b
COPY x /x
`

it.each([
  { step: '[one 1/3] FROM busybox AS one', line: 2 },
  { step: '[one 2/3] RUN echo a   && echo b', line: 4 },
  { step: 'Step 3/3 : COPY x /x', line: 7 },
  { step: '[internal] load build context', line: undefined },
])('$step is in line $line', ({ step, line }) => {
  expect(lineOf(step, dockerfile)).toBe(line)
})
