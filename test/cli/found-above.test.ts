import { expect, test } from 'vitest'
import { projectPlace } from '../../src/api/project/project-place.ts'
import { foundAbove } from '../../src/cli/session/found-above.ts'
import type { Event } from '../../src/events.ts'
import { plain, worldOf } from '../load/world.ts'

test.each([
  { command: 'up', says: 'using /p/compose.yaml' },
  { command: 'down', says: 'using /p/compose.yaml' },
  { command: 'build', says: 'using /p/compose.yaml' },
  { command: 'up', options: { projectName: 'x' }, says: 'using /p/compose.yaml' },
  { command: 'down', options: { projectName: 'x' }, says: undefined },
  { command: 'ps', says: undefined },
  { command: 'up', progress: 'quiet' as const, says: undefined },
  { command: 'up', cwd: '/p', says: undefined },
  { command: 'up', options: { files: ['../compose.yaml'] }, says: undefined },
  { command: 'up', env: { COMPOSE_FILE: '../compose.yaml' }, says: undefined },
  { command: 'up', options: { projectDirectory: '..' }, says: undefined },
])(
  'a command that changes something names the compose file of a parent folder: $command $options $cwd $env: $says',
  async ({ command, progress = 'plain' as const, cwd = '/p/sub', env = {}, options = {}, says }) => {
    const world = { ...worldOf({ 'compose.yaml': 'services: {}' }, env), cwd }
    const asked = { ...plain, ...options }
    const place = await projectPlace(asked, world)
    const told: Event[] = []
    const tell = foundAbove({ command, place, progress }, asked, world)
    for (let times = 0; times < 2; times++) tell((event) => told.push(event))
    expect(told).toEqual(says === undefined ? [] : [{ type: 'notice', message: says }])
  },
)
