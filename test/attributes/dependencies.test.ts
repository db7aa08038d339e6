import { describe, expect, it } from 'vitest'
import { dependsOn, withImplied } from '../../src/attributes/service/depends-on.ts'
import { externalLinks } from '../../src/attributes/service/external-links.ts'
import { links, readLink } from '../../src/attributes/service/links.ts'
import { networkMode } from '../../src/attributes/service/network-mode.ts'
import { readVolumesFrom, volumesFrom } from '../../src/attributes/service/volumes-from.ts'
import { child, type Mapping } from '../../src/source/node.ts'
import { nodeOf, run } from './helper.ts'

const started = { condition: 'service_started', required: true }

describe('depends_on', () => {
  it.each([
    { yaml: '[a, b]', json: { a: started, b: started } },
    { yaml: '{a: {condition: service_healthy}}', json: { a: { condition: 'service_healthy', required: true } } },
    {
      yaml: '{a: {restart: true, required: false}}',
      json: { a: { condition: 'service_started', restart: true, required: false } },
    },
    { yaml: '{a: {restart: false}}', json: { a: started } },
    { yaml: '[]', json: undefined },
  ])('$yaml', ({ yaml, json }) => {
    expect(run(dependsOn, yaml).json).toEqual(json)
  })

  it.each([
    {
      base: '[a]',
      over: '{a: {condition: service_healthy}}',
      json: { a: { condition: 'service_healthy', required: true } },
    },
    {
      base: '{a: {condition: service_healthy}}',
      over: '{a: {restart: true}}',
      json: { a: { condition: 'service_healthy', restart: true, required: true } },
    },
    { base: '{a: {condition: service_healthy}}', over: '[a]', json: { a: started } },
  ])('$over over $base', ({ base, over, json }) => {
    expect(run(dependsOn, base, over).json).toEqual(json)
  })

  it('prints its keys in the order of docker compose', () => {
    const { json } = run(dependsOn, 'a: {required: true, restart: true, condition: service_healthy}')
    expect(Object.keys((json as { a: object }).a)).toEqual(['condition', 'restart', 'required'])
  })

  it('has no other conditions than three', () => {
    expect(run(dependsOn, 'a:\n  condition: healthy').errors).toEqual([
      '2:14 x.a.condition must be one of service_started, service_healthy, service_completed_successfully, not `healthy`',
    ])
  })

  it('keeps what it says of a service that is implied as well', () => {
    const own = nodeOf('a: {condition: service_healthy}') as Mapping
    const by = nodeOf('a')
    expect(withImplied(own, 'a', { by, restart: 'with-it' })).toBe(own)
    const both = withImplied(own, 'b', { by, restart: 'with-it' })
    expect(child(child(both, 'b'), 'restart')).toMatchObject({ value: true })
    expect(child(child(withImplied(own, 'b', { by, restart: 'on-its-own' }), 'b'), 'restart')).toMatchObject({
      value: false,
    })
  })
})

describe('links', () => {
  it('of two files add up, each once', () => {
    expect(run(links, '["a:b"]', '[c, "a:b"]').json).toEqual(['a:b', 'c'])
    expect(run(externalLinks, '[x]', '["y:z"]').json).toEqual(['x', 'y:z'])
  })

  it.each([
    { link: 'db', read: { service: 'db', alias: 'db' } },
    { link: 'db:x', read: { service: 'db', alias: 'x' } },
  ])('$link', ({ link, read }) => {
    expect(readLink(link)).toEqual(read)
  })
})

describe('network_mode', () => {
  it.each([
    { yaml: 'host', payload: { NetworkMode: 'host' } },
    { yaml: '"none"', payload: { NetworkMode: 'none' } },
    { yaml: 'service:db', payload: { NetworkMode: 'container:p-db-1' } },
    { yaml: 'container:x', payload: { NetworkMode: 'container:x' } },
    { yaml: '""', payload: {} },
  ])('$yaml', ({ yaml, payload }) => {
    expect(run(networkMode, yaml).payload).toEqual(payload)
  })
})

describe('volumes_from', () => {
  it('names containers, without the mode', () => {
    expect(run(volumesFrom, '["db:ro"]', '["container:x:ro"]')).toMatchObject({
      json: ['db:ro', 'container:x:ro'],
      payload: { VolumesFrom: ['p-db-1', 'x'] },
    })
  })

  it('tells services from containers', () => {
    expect(readVolumesFrom('db:ro')).toEqual({ service: 'db' })
    expect(readVolumesFrom('container:x')).toEqual({ container: 'x' })
  })
})
