import { expect, test } from 'vitest'
import { unsolvable } from '../../src/engine/buildkit/unsolvable.ts'
import type { BuildSpec } from '../../src/plan/step.ts'

const plain: BuildSpec = {
  service: 'a',
  name: 'p-a',
  tags: ['p-a'],
  context: '/p',
  args: new Map(),
  labels: new Map(),
}

const engine = (api: string, env: Readonly<Record<string, string>> = {}): Parameters<typeof unsolvable>[1] => ({
  api,
  env: new Map(Object.entries(env)),
})
const csv = 'type=registry,"ref=127.0.0.1:1/x",mode=max'

test.each<{ readonly what: string; readonly build: Partial<BuildSpec>; readonly reasons: readonly string[] }>([
  { what: 'caches of registries', build: { cacheFrom: ['r.test/x', csv], cacheTo: [csv, 'type=inline'] }, reasons: [] },
  { what: 'a folder as a cache', build: { cacheFrom: ['type=local,src=/c'] }, reasons: ['cache_from of this type'] },
  { what: 'caches of GitHub outside of it', build: { cacheTo: ['type=gha,scope=s'] }, reasons: [] },
  { what: 'caches in a bucket', build: { cacheTo: ['type=s3,bucket=b'] }, reasons: ['cache_to of this type'] },
  { what: 'checks', build: { output: 'check' }, reasons: [] },
  { what: 'a builder by name', build: { builder: 'far' }, reasons: ['--builder'] },
  {
    what: 'newer bases beside an image that is only here',
    build: { pull: true, contexts: new Map([['other', plain]]) },
    reasons: ['pull beside the image of another service'],
  },
  {
    what: 'further contexts',
    build: {
      contexts: new Map<string, string | BuildSpec>([
        ['folder', '/f'],
        ['image', 'docker-image://busybox'],
        ['layout', 'oci-layout:///l'],
        ['other', { ...plain, builder: 'far' }],
      ]),
    },
    reasons: ['an oci-layout context', '--builder'],
  },
])('what needs buildx even where BuildKit is spoken to directly: $what', ({ build, reasons }) => {
  expect(unsolvable({ ...plain, ...build }, engine('1.51'))).toEqual(reasons)
})

// Each was seen to have no effect with the BuildKit of Engine 20.10.24.
test('what the BuildKit of old engines passes over needs buildx there', () => {
  const contexts = new Map([['folder', '/f']])
  const build = { ...plain, contexts, ulimits: ['nofile=77'], shmSize: 12_288, sbom: 'true', provenance: 'false' }
  const reasons = ['additional_contexts', 'ulimits', 'shm_size', 'sbom'].map((name) => `${name} on an engine before 23`)
  expect(unsolvable(build, engine('1.41'))).toEqual(reasons)
  expect(unsolvable(build, engine('1.42'))).toEqual([])
})

test('a cache of GitHub in a job there needs buildx', () => {
  const build = { ...plain, cacheFrom: ['type=gha'] }
  expect(unsolvable(build, engine('1.51', { ACTIONS_RUNTIME_TOKEN: 't' }))).toEqual(['cache_from of this type'])
})
