import { expect, test } from 'vitest'
import { watchTrouble } from '../../src/api/watch/trouble.ts'

test.each([
  { code: 'ENOSPC', limit: 'fs.inotify.max_user_watches' },
  { code: 'EMFILE', limit: 'fs.inotify.max_user_instances' },
])('$code is the limit $limit, and how it is raised', ({ code, limit }) => {
  const message = watchTrouble(Object.assign(new Error('no space left on device'), { code }))
  expect(message).toContain(`is limited (${limit}`)
  expect(message).toMatch(new RegExp(`sysctl -w ${limit}=\\d{4,}`))
  expect(message).not.toContain('no space left')
})

test('any other error speaks for itself', () => {
  expect(watchTrouble(new Error('EACCES: permission denied'))).toContain('EACCES: permission denied')
})
