import { expect, test } from 'vitest'
import { withUrl } from '../../src/library/stack-endpoint.ts'
import { StackError } from '../../src/library/stack-error.ts'

const endpoint = withUrl({ service: 'api', target: 8000, protocol: 'tcp', replica: 1, host: '127.0.0.1', port: 32768 })

test('a URL has the scheme and the path that are asked for', () => {
  expect(endpoint.url('ws', '/chat')).toBe('ws://127.0.0.1:32768/chat')
  expect(endpoint.url(undefined, 'healthz')).toBe('http://127.0.0.1:32768/healthz')
})

test.each(['/healthz', '', 'http://', '1x'])('%j is refused as the scheme of a URL', (scheme) => {
  expect(() => endpoint.url(scheme)).toThrow(StackError)
  expect(() => endpoint.url(scheme)).toThrow(expect.objectContaining({ code: 'E163' }))
})

test('a path in the place of the scheme is told where it belongs', () =>
  expect(() => endpoint.url('/healthz')).toThrow('url(\'http\', "/healthz")'))
