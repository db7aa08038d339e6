import { describe, expect, it } from 'vitest'
import type { Service } from '../../src/attributes/service.ts'
import { wantsApiSocket, withApiSocket } from '../../src/model/api-socket.ts'
import { configHash } from '../../src/model/hash.ts'
import type { Project } from '../../src/model/project.ts'

function projectOf(service: Omit<Service, 'name'>): Project {
  const services = new Map<string, Service>([['a', { name: 'a', ...service }]])
  return { name: 'p', services, configs: new Map() } as unknown as Project
}

const networks: Service['networks'] = new Map([['default', null]])

describe('use_api_socket', () => {
  it('has the hash that docker compose 2.40.3 gives the container', () => {
    const project = withApiSocket(projectOf({ image: 'busybox', networks, use_api_socket: true }), {})
    expect(configHash(project.services.get('a') as Service)).toBe(
      'd6575c07861a3798c9deb5dc58f51b6d6f98b44cd6505af0e75927d99cda29cb',
    )
  })

  it('leaves a DOCKER_CONFIG of the user alone', () => {
    const environment = new Map([['DOCKER_CONFIG', '/x']])
    const project = withApiSocket(projectOf({ image: 'busybox', networks, use_api_socket: true, environment }), {})
    expect(configHash(project.services.get('a') as Service)).toBe(
      'a0b0e44f9af47dabfbd4e194dff278a8d06c639403af667562e1fa519a962df7',
    )
  })

  it('the logins are sorted, as the Docker CLI writes them', () => {
    const project = withApiSocket(projectOf({ use_api_socket: true }), { b: { auth: 'x' }, a: { auth: 'y' } })
    expect(project.configs.get('#apisocket')?.content).toBe(
      '{\n\t"auths": {\n\t\t"a": {\n\t\t\t"auth": "y"\n\t\t},\n\t\t"b": {\n\t\t\t"auth": "x"\n\t\t}\n\t}\n}',
    )
  })

  it('projects without it stay the same', () => {
    const project = projectOf({ image: 'busybox' })
    expect(wantsApiSocket(project)).toBe(false)
    expect(withApiSocket(project, {})).toBe(project)
  })
})
