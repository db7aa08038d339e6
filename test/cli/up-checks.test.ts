import { expect, test } from 'vitest'
import { checkUpFlags, readScale } from '../../src/cli/up/checks.ts'

test.each([
  ['web=x', 'invalid --scale option "web=x": strconv.Atoi: parsing "x": invalid syntax'],
  ['web=', 'invalid --scale option "web=": strconv.Atoi: parsing "": invalid syntax'],
  ['web=-1', 'invalid --scale option "web=-1": a service cannot have fewer than 0 containers'],
  ['web', 'invalid --scale option "web". Should be SERVICE=NUM'],
  ['web=1=2', 'invalid --scale option "web=1=2". Should be SERVICE=NUM'],
])('--scale %s is refused with the name of the flag and an example', (value, message) => {
  expect(() => readScale([value])).toThrow(
    expect.objectContaining({ message, fix: 'write for instance `--scale web=2`' }),
  )
})

test('flags that exclude each other are refused with the ones that were given', () => {
  const none = {
    'abort-on-container-exit': false,
    'abort-on-container-failure': false,
    'always-recreate-deps': false,
    attach: [],
    'attach-dependencies': false,
    build: false,
    'force-recreate': false,
    fresh: false,
    lease: false,
    'no-build': false,
    'no-recreate': false,
    'no-start': false,
    'renew-anon-volumes': false,
    ttl: undefined,
    wait: false,
    watch: false,
  }
  expect(() => checkUpFlags({ ...none, detach: true, 'exit-code-from': 'web' })).toThrow(
    expect.objectContaining({ fix: 'leave out --detach or --exit-code-from' }),
  )
})
