import { describe, expect, test } from 'vitest'
import type { Service } from '../../src/attributes/service.ts'
import { type OneOffChanges, oneOffService } from '../../src/model/one-off.ts'

const unchanged: OneOffChanges = {
  tty: false,
  stdin: true,
  command: [],
  environment: new Map(),
  labels: new Map(),
  capAdd: [],
  capDrop: [],
  volumes: [],
  ports: [],
}
const service: Service = {
  name: 'web',
  image: 'nginx',
  command: ['serve'],
  entrypoint: ['/entry'],
  restart: 'always',
  cap_add: ['NET_ADMIN'],
  cap_drop: ['CHOWN'],
  container_name: 'fixed',
  environment: new Map([['A', '1']]),
}
const naming = {
  slug: 'abcdef012345'.padEnd(64, '6'),
  project: { name: 'p', separator: '-' as const },
  folders: { cwd: '/w', home: '/root' },
}

const made = (changes: Partial<OneOffChanges>): Service => oneOffService(service, { ...unchanged, ...changes }, naming)

describe('the service of a one-off', () => {
  test('has a name of its own and is not restarted', () => {
    expect(made({})).toMatchObject({ container_name: 'p-web-run-abcdef012345', scale: 1, command: ['serve'] })
    expect(made({}).restart).toBeUndefined()
    expect(oneOffService(service, unchanged, { ...naming, name: 'mine' }).container_name).toBe('mine')
  })

  test('keeps the command unless there is another command or entrypoint', () => {
    expect(made({ command: ['x'] })).toMatchObject({ command: ['x'], entrypoint: ['/entry'] })
    expect(made({ entrypoint: ['sh'] })).toMatchObject({ command: [], entrypoint: ['sh'] })
    expect(made({ entrypoint: ['sh'], command: ['x'] })).toMatchObject({ command: ['x'], entrypoint: ['sh'] })
  })

  test('adds what is no longer dropped, and drops what is no longer added', () => {
    expect(made({ capAdd: ['CHOWN'] })).toMatchObject({ cap_add: ['NET_ADMIN', 'CHOWN'] })
    expect(made({ capDrop: ['NET_ADMIN'] })).toMatchObject({ cap_drop: ['CHOWN', 'NET_ADMIN'] })
  })

  test('reads ports and volumes as a file has them, from the current folder', () => {
    const { ports, volumes } = made({ ports: ['8080:80'], volumes: ['./x:/y:ro'] })
    expect(ports).toMatchObject([{ target: 80, published: '8080' }])
    expect(volumes).toMatchObject([{ type: 'bind', source: '/w/x', target: '/y', read_only: true }])
  })

  test('lays given variables over its own', () => {
    const own: Service = {
      ...service,
      environment: new Map([
        ['A', '1'],
        ['KEPT', 'own'],
      ]),
    }
    const environment = new Map([
      ['A', '2'],
      ['B', ''],
    ])
    expect(oneOffService(own, { ...unchanged, environment }, naming).environment).toEqual(
      new Map([
        ['A', '2'],
        ['KEPT', 'own'],
        ['B', ''],
      ]),
    )
  })
})
