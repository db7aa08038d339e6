import { describe, expect, test } from 'vitest'
import { createStampReader } from '../../src/run/logs/stamped.ts'

const docker = '2026-01-02T03:04:05.123456789Z'
const podman = '2026-01-02T03:04:05Z'

describe('a line with its time', () => {
  test.each([
    { of: 'a short line', text: `${docker} hello world`, time: docker, line: 'hello world' },
    { of: 'an empty line', text: `${docker} `, time: docker, line: '' },
    { of: 'a time alone', text: docker, time: docker, line: '' },
    {
      of: 'a line that Docker cut',
      text: `${docker} ${'x'.repeat(16_384)}${docker} ${'y'.repeat(16_384)}${docker} end`,
      time: docker,
      line: `${'x'.repeat(16_384)}${'y'.repeat(16_384)}end`,
    },
    {
      of: 'a line that Podman cut',
      text: `${podman} ${'x'.repeat(8192)}${podman} ${'y'.repeat(100)}${podman} `,
      time: podman,
      line: `${'x'.repeat(8192)}${'y'.repeat(100)}`,
    },
    {
      of: 'a long line that holds a time elsewhere',
      text: `${docker} ${'x'.repeat(20_000)}${docker} z`,
      time: docker,
      line: `${'x'.repeat(20_000)}${docker} z`,
    },
    {
      of: 'a line of fewer characters than bytes',
      text: `${docker} ${'é'.repeat(8192)}${docker} ${'é'.repeat(100)}`,
      time: docker,
      line: 'é'.repeat(8292),
    },
    {
      of: 'a line that Docker cut within characters, halves of which the json-file driver replaces',
      text: `${docker} x${'é'.repeat(8191)}\uFFFD${docker} \uFFFD${'é'.repeat(8191)}\uFFFD${docker} \uFFFDend`,
      time: docker,
      line: `x${'é'.repeat(8191)}\uFFFD\uFFFD${'é'.repeat(8191)}\uFFFD\uFFFDend`,
    },
    {
      of: 'a line of bytes that are no text',
      text: `${docker} ${'\uFFFD'.repeat(16_384)}${docker} ${'\uFFFD'.repeat(200)}`,
      time: docker,
      line: '\uFFFD'.repeat(16_584),
    },
  ])('is whole: $of', ({ text, time, line }) => expect(createStampReader()(text)).toEqual({ time, line }))
})

test('what follows a lone carriage return keeps all of its text, at the time of what stands before it', () => {
  const read = createStampReader()
  const lines = [`${docker} p 10%`, 'p 50%', 'forge | x', `${podman} next`].map(read)
  expect(lines).toEqual([
    { time: docker, line: 'p 10%' },
    { time: docker, line: 'p 50%' },
    { time: docker, line: 'forge | x' },
    { time: podman, line: 'next' },
  ])
})
