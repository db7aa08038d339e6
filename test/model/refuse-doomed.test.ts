import { describe, expect, it } from 'vitest'
import { load } from '../../src/load/load.ts'
import { refuseDoomed } from '../../src/model/refuse-doomed.ts'
import { select } from '../../src/model/select.ts'
import { plain, worldOf } from '../load/world.ts'

/** Checks the services as before a plan. */
async function check(lines: readonly string[], services: readonly string[] = []): Promise<void> {
  const world = worldOf({ 'compose.yaml': `services:\n  fine: { image: busybox }\n${lines.join('\n')}\n` })
  refuseDoomed(select(await load(plain, world), { services, along: 'dependencies', allResources: false }))
}

describe('before a plan', () => {
  it.each([
    ['restart: sometimes', 'services.web.restart must be'],
    ['image: "postgres:16 alpine"', 'services.web.image must be'],
    ['security_opt: [nope]', 'services.web.security_opt[0] must be'],
    ['mac_address: nope', 'services.web.mac_address must be'],
    ['volumes: ["d:/d"]', 'a drive of Windows, so `d:/d` names no source'],
    ['volumes: ["d:/d:ro"]', 'a drive of Windows, so `d:/d:ro` names no source'],
    ['ports: [{ target: 70000 }]', 'services.web.ports[0].target must be'],
  ])('%s is an error, as the engine would refuse it half way', async (line, message) => {
    const image = line.startsWith('image') ? '' : '\n    image: busybox'
    await expect(check([`  web:\n    ${line}${image}`])).rejects.toMatchObject({
      diagnostics: [{ severity: 'error', kind: 'refused-value', message: expect.stringContaining(message) }],
    })
  })

  it('a value that the engine refuses in a service that takes no part is no error', async () => {
    await expect(check(['  web: { image: busybox, restart: sometimes }'], ['fine'])).resolves.toBeUndefined()
  })

  it.each([[['y']], [['z']]])('x-ready of a service that is enabled by naming %j is read, too', async (services) => {
    const lines = [
      '  y: { image: busybox, profiles: [p], x-ready: { tpc: 80 } }',
      '  z: { image: busybox, profiles: [p], depends_on: [y] }',
    ]
    await expect(check(lines, services)).rejects.toMatchObject({
      diagnostics: [{ severity: 'error', kind: 'ready-condition', message: expect.stringContaining('`tpc`') }],
    })
    await expect(check(lines, ['fine'])).resolves.toBeUndefined()
  })
})
