import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { config } from '../../src/api/config.ts'
import { projectOrName } from '../../src/api/project/project-or-name.ts'
import { loadWorld } from '../../src/api/world/load-world.ts'
import type { World } from '../../src/api/world/world.ts'
import type { Event } from '../../src/events.ts'
import { plain } from '../load/world.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-warnings-'))
  await writeFile(
    join(folder, 'compose.yaml'),
    'services:\n  web:\n    image: busybox:${TAG}1\n    restart: allways\n    hostname: a\n',
  )
})
afterAll(() => rm(folder, { recursive: true }))

test('what the engine would refuse to create is told by `config`, and not by what only looks at containers', async () => {
  const events: Event[] = []
  const world: World = {
    cwd: folder,
    home: folder,
    env: new Map(),
    engine: () => Promise.reject(new Error('no engine is needed')),
    hold: () => Promise.reject(new Error('nothing is changed')),
    adopt: false,
    emit: (event) => events.push(event),
    signal: AbortSignal.any([]),
    force: AbortSignal.any([]),
    now: () => 0,
  }
  const options = { ...plain, services: [] }
  const { warnings } = await config({ ...options, view: 'model', format: 'yaml' }, loadWorld(world))
  expect(warnings.map(({ kind }) => kind)).toEqual(['variable-unset', 'refused-value'])
  await projectOrName(options, world)
  expect(events.map((event) => event.type === 'warning' && event.diagnostic?.kind)).toEqual(['variable-unset'])
})

test('a password that is part of the folder’s name does not make the place of a warning unreadable', async () => {
  const file = join(folder, 'old.yaml')
  await writeFile(file, 'version: "3"\nservices: { web: { image: busybox } }\n')
  const world = loadWorld({ cwd: folder, home: folder, env: new Map([['DB_PASSWORD', 'muster-warnings']]) })
  const options = { ...plain, files: [file], services: [] }
  const { warnings } = await config({ ...options, view: 'model', format: 'yaml' }, world)
  expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining(`${file}: the attribute`)])
})
