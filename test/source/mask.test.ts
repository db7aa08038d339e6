import { expect, test } from 'vitest'
import { masked, withoutUserinfo } from '../../src/source/mask.ts'

test.each([
  ['tcp://user:PW@127.0.0.1:1 (DOCKER_HOST)', 'tcp://***@127.0.0.1:1 (DOCKER_HOST)'],
  ['fetch https://u:P@W@host/x.git#main', 'fetch https://***@host/x.git#main'],
  ['https://u:P/W@host/x', 'https://***@host/x'],
  ['https://TOKEN@host/x', 'https://***@host/x'],
  ['ssh://u:PW@host', 'ssh://***@host'],
  ['CMD wget "http://u:PW@a/" http://v:PX@b/', 'CMD wget "http://***@a/" http://***@b/'],
  ['image u:PW@127.0.0.1:1/x', 'image ***@127.0.0.1:1/x'],
  ['not `u:PW@host/x`', 'not `***@host/x`'],
])('%s is shown as %s', (text, shown) => {
  expect(withoutUserinfo(text)).toBe(shown)
})

test.each([
  'ssh://git@host/x.git',
  'git@host:a/b.git',
  'postgres:16@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'oci://localhost:5000/app@sha256:0123456789abcdef',
  'https://host:5000/a@b',
  'npm:lodash@4.17.21',
  'write to a@b.org',
  'https://u:${PW}@host',
])('%s stays as it is', (text) => {
  expect(withoutUserinfo(text)).toBe(text)
})

test.each([
  ['    context: "https://u:PW@host/x.git"', '    context: "https://u:***@host/x.git"'],
  ['    context: https://TOKEN@host/x.git', '    context: https://***@host/x.git'],
  ['    image: "u:PW@127.0.0.1:1/x"', '    image: "u:***@127.0.0.1:1/x"'],
])('the line %s of a file is shown as %s', (line, shown) => {
  expect(masked(line)).toBe(shown)
})
