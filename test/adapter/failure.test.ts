import { expect, test } from 'vitest'
import { fromAddress } from '../../src/engine/transport/endpoint.ts'
import { answered, reaching, unanswered } from '../../src/engine/transport/failure.ts'

const codes = ['ENOENT', 'ECONNREFUSED', 'EACCES', 'ENOTSOCK', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ECONNRESET', 'E']

function failure(code: string, address: string, from: string): string {
  return unanswered(
    { operation: 'list containers', changes: false },
    Object.assign(new Error('why'), { code }),
    fromAddress(address, from, undefined),
  ).message
}

const unreached = 'Cannot connect to the Docker daemon at tcp://far:2375. Is the docker daemon running?'

test.each(codes)('a failure %s begins with the address, says who gave it, and ends with a remedy', (code) => {
  const message = failure(code, 'tcp://far:2375', 'DOCKER_HOST')
  expect(message).toMatch(/ \(DOCKER_HOST\)/)
  const begins = code === 'ENOENT' || code === 'ECONNREFUSED' ? unreached : 'tcp://far:2375 '
  expect(message.slice(0, begins.length)).toBe(begins)
  expect(message).toMatch(/correct DOCKER_HOST, or unset it$|with sudo$|DOCKER_TLS_VERIFY=1\)\?$/)
})

test.each([
  ['unix:///run/x.sock', 'ENOENT', true],
  ['tcp://127.0.0.1:2375', 'ECONNREFUSED', true],
  ['tcp://[::1]:2375', 'ECONNREFUSED', true],
  ['tcp://far:2375', 'ECONNREFUSED', false],
])('for %s with %s the advice to start the engine here is given: %s', (address, code, given) => {
  expect(failure(code, address, 'DOCKER_HOST').includes('systemctl start docker')).toBe(given)
})

test.each([
  ['the default', 'say where it listens with DOCKER_HOST or `docker context use`'],
  ['--host', 'correct --host'],
  ['context far', 'correct the context far, or choose another with `docker context use`'],
])('the remedy is for who gave the address: %s', (from, remedy) => {
  expect(failure('ENOTFOUND', 'tcp://far:2375', from).endsWith(remedy)).toBe(true)
})

test.each(['EMFILE', 'ENFILE'])(
  'where no more files can be opened (%s) the address is right, and a limit is named',
  (code) => {
    const message = failure(code, 'tcp://far:2375', 'DOCKER_HOST')
    expect(message).toMatch(/^tcp:\/\/far:2375 \(DOCKER_HOST\): .* may open (?:no )?more files; raise the limit/)
    expect(message).not.toContain('correct')
  },
)

test('what answers the first request with an error is no engine', () => {
  const endpoint = fromAddress('tcp://far:80', 'DOCKER_HOST', undefined)
  expect(answered({ operation: reaching, endpoint }, 404, '<html>').message).toBe(
    'tcp://far:80 (DOCKER_HOST) answers with HTTP 404: it is not a Docker Engine, or something stands before it; correct DOCKER_HOST, or unset it',
  )
})

test.each([
  ['socket hang up', false, 'closed the connection before it had answered: socket hang up'],
  [
    'socket hang up',
    true,
    'before it had answered, and it is not known whether it did what it was asked for (commit a)',
  ],
  ['aborted', false, 'closed the connection in the middle of an answer (commit a)'],
  ['aborted', true, 'in the middle of an answer, and it is not known whether it did what it was asked for (commit a)'],
])('"%s" to a request that changes something: %s, is told truly', (why, changes, told) => {
  const error = Object.assign(new Error(why), { code: 'ECONNRESET' })
  const endpoint = fromAddress('tcp://far:2375', 'DOCKER_HOST', undefined)
  expect(unanswered({ operation: 'commit a', changes }, error, endpoint).message).toContain(told)
})
