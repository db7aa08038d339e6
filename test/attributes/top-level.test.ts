import { describe, expect, it } from 'vitest'
import { model, network, volume } from '../../src/attributes/top-level.ts'
import { run } from './helper.ts'

describe('a network', () => {
  it('is printed in the order in which it is hashed', () => {
    const yaml = `{enable_ipv6: true, enable_ipv4: false, labels: {a: }, attachable: true, internal: true, driver_opts: {mtu: 1450},
      ipam: {options: {o: 1}, config: [{aux_addresses: {h: 1.2.3.4}, ip_range: 10.0.1.0/24, gateway: 10.0.0.1, subnet: 10.0.0.0/8}], driver: d},
      driver: bridge, name: n}`
    expect(JSON.stringify(run(network, yaml).json)).toBe(
      '{"name":"n","driver":"bridge","driver_opts":{"mtu":"1450"},"ipam":{"driver":"d","config":[{"subnet":"10.0.0.0/8",' +
        '"gateway":"10.0.0.1","ip_range":"10.0.1.0/24","aux_addresses":{"h":"1.2.3.4"}}]},"internal":true,"attachable":true,' +
        '"labels":{"a":""},"enable_ipv4":false,"enable_ipv6":true}',
    )
  })

  it.each([
    '{name: n}',
    '{name: n, ipam: {}}',
    '{name: n, driver_opts: {}, labels: [], external: false, internal: false}',
  ])('shows an empty ipam in JSON only: %s', (yaml) => {
    expect(run(network, yaml)).toMatchObject({ json: { name: 'n', ipam: {} } })
    expect(run(network, yaml).yaml).toEqual({ name: 'n' })
  })

  it('merges address pools of the same subnet', () => {
    const base = '{ipam: {config: [{subnet: 10.1.0.0/16, gateway: 10.1.0.1}]}}'
    const over = '{ipam: {config: [{subnet: 10.2.0.0/16}, {subnet: 10.1.0.0/16, ip_range: 10.1.5.0/24}]}}'
    expect(run(network, base, over).json).toEqual({
      ipam: {
        config: [{ subnet: '10.1.0.0/16', gateway: '10.1.0.1', ip_range: '10.1.5.0/24' }, { subnet: '10.2.0.0/16' }],
      },
    })
  })

  it('may be null', () => {
    expect(run(network, '~')).toMatchObject({ json: { ipam: {} }, yaml: {} })
  })

  it('unfolds the deprecated name inside external', () => {
    expect(run(network, '{external: {name: n}}')).toMatchObject({
      json: { name: 'n', external: true },
      warnings: ['1:12 x: external.name is deprecated. Please set name and external: true'],
    })
    expect(run(network, '{name: a, external: {name: n}}').errors).toEqual(['1:28 x: name and external.name conflict'])
  })
})

describe('a volume', () => {
  it('is printed in the order in which it is hashed', () => {
    expect(
      JSON.stringify(run(volume, '{labels: [a=1, b], driver_opts: {num: 5, n: }, driver: local, name: v}').json),
    ).toBe('{"name":"v","driver":"local","driver_opts":{"num":"5","n":""},"labels":{"a":"1","b":""}}')
  })

  it.each([
    { yaml: '{driver: local, driver_opts: {o: bind, device: ./d}}', device: '/project/d' },
    { yaml: '{driver: local, driver_opts: {o: bind, device: ~/d}}', device: '/home/me/d' },
    { yaml: '{driver: local, driver_opts: {o: "bind,rw", device: ./d}}', device: './d' },
    { yaml: '{driver_opts: {o: bind, device: ./d}}', device: './d' },
  ])('$yaml has the device $device', ({ yaml, device }) => {
    expect(run(volume, yaml).json).toMatchObject({ driver_opts: { device } })
  })

  it('that is external says nothing of its creation', () => {
    expect(run(volume, '{external: true, name: n, x-a: 1}').errors).toEqual([])
    expect(run(volume, '{external: "true", driver: local}').errors).toEqual([
      '1:20 x: conflicting parameters `external` and `driver`',
    ])
  })
})

it('a model is printed in the order of docker compose', () => {
  expect(
    JSON.stringify(run(model, '{runtime_flags: [--temp, 0.1], context_size: 4096, model: ai/x, name: n}').yaml),
  ).toBe('{"name":"n","model":"ai/x","context_size":4096,"runtime_flags":["--temp","0.1"]}')
})
