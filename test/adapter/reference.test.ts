import { expect, it } from 'vitest'
import { familiar, readReference } from '../../src/engine/reference.ts'

const digest = `sha256:${'a'.repeat(64)}`

it.each([
  { text: 'busybox', name: 'busybox:latest', registry: 'docker.io' },
  { text: 'busybox:1', name: 'busybox:1', registry: 'docker.io' },
  { text: 'library/busybox', name: 'busybox:latest', registry: 'docker.io' },
  { text: 'docker.io/busybox', name: 'busybox:latest', registry: 'docker.io' },
  { text: 'index.docker.io/library/busybox:1', name: 'busybox:1', registry: 'docker.io' },
  { text: 'user/app', name: 'user/app:latest', registry: 'docker.io' },
  { text: 'docker.io/library/a/b', name: 'library/a/b:latest', registry: 'docker.io' },
  { text: 'localhost/app', name: 'localhost/app:latest', registry: 'localhost' },
  { text: 'localhost:5000/app', name: 'localhost:5000/app:latest', registry: 'localhost:5000' },
  { text: 'ghcr.io/a/b:v1', name: 'ghcr.io/a/b:v1', registry: 'ghcr.io' },
  { text: `busybox@${digest}`, name: `busybox@${digest}`, registry: 'docker.io' },
  { text: `busybox:1@${digest}`, name: `busybox@${digest}`, registry: 'docker.io' },
])('$text is $name of $registry', ({ text, name, registry }) => {
  expect(familiar(text)).toBe(name)
  expect(readReference(text)?.registry).toBe(registry)
})

it.each([digest, 'a'.repeat(64)])('%s is an id, not a name', (id) => {
  expect(readReference(id)).toBeUndefined()
  expect(familiar(id)).toBe(id)
})
