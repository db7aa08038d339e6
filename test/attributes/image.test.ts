import { expect, test } from 'vitest'
import { image } from '../../src/attributes/service/image.ts'
import { run } from './helper.ts'

test.each([
  'busybox',
  'postgres:16-alpine',
  'library/redis',
  'my_app__x/y.z-q--r',
  'localhost:5000/app',
  'Registry/app',
  '[::1]:5000/app:v1',
  'ghcr.io/user/app:1.2_3',
  `busybox@sha256:${'a'.repeat(64)}`,
  `busybox:1@sha256:${'a'.repeat(64)}`,
  `sha256:${'a'.repeat(64)}`,
  'a'.repeat(64),
])('the engine takes the image %s', (name) => {
  expect(run(image, JSON.stringify(name))).toMatchObject({ json: name, errors: [], warnings: [] })
})

test.each(['postgres:16 alpine', 'PostGres:16', 'alpine:', '-x', 'a//b', 'a..b', ':1', 'a@sha256:12', 'a:b:c', 'x_'])(
  'the engine does not take the image %s',
  (name) => {
    expect(run(image, JSON.stringify(name))).toMatchObject({
      json: name,
      errors: [],
      warnings: [`1:1 x must be a name in lower case with an optional tag, not \`${name}\``],
    })
  },
)
