import { describe, expect, it } from 'vitest'
import type { Translation } from '../../src/attributes/kinds/translation.ts'
import { type Connected, connectDraft } from '../../src/attributes/service/endpoints.ts'
import { networks } from '../../src/attributes/service/networks.ts'
import { createReport } from '../../src/source/diagnostic.ts'
import type { ContainerDraft } from '../../src/spec.ts'
import { nodeOf, run, scopeOf, translation } from './helper.ts'

describe('networks of a service', () => {
  it.each([
    { yaml: '[a, b]', json: { a: null, b: null } },
    { yaml: '{a: , b: {}}', json: { a: null, b: {} } },
    { yaml: '{}', json: undefined },
    { yaml: '[]', json: undefined },
    { yaml: '{a: {aliases: [x, y, x]}}', json: { a: { aliases: ['x', 'y'] } } },
  ])('$yaml', ({ yaml, json }) => {
    expect(run(networks, yaml).json).toEqual(json)
  })

  it('are printed in the order of docker compose', () => {
    const yaml = `a: {priority: 1, mac_address: "02:42:ac:11:00:02", link_local_ips: [169.254.1.1], ipv6_address: "2001:db8::5",
  ipv4_address: 172.28.0.5, interface_name: eth7, gw_priority: 5, driver_opts: {o: 1}, aliases: [x], x-n: n}`
    expect(JSON.stringify(run(networks, yaml).json)).toBe(
      '{"a":{"aliases":["x"],"driver_opts":{"o":"1"},"gw_priority":5,"interface_name":"eth7","ipv4_address":"172.28.0.5",' +
        '"ipv6_address":"2001:db8::5","link_local_ips":["169.254.1.1"],"mac_address":"02:42:ac:11:00:02","priority":1}}',
    )
  })

  it.each([
    { base: '[a]', over: '{a: {aliases: [x]}, b: }', json: { a: { aliases: ['x'] }, b: null } },
    { base: '{a: {aliases: [x], priority: 1}}', over: '[a, b]', json: { a: { aliases: ['x'], priority: 1 }, b: null } },
    { base: '{a: {aliases: [x, y]}}', over: '{a: {aliases: [y, z]}}', json: { a: { aliases: ['x', 'y', 'z'] } } },
  ])('$over over $base', ({ base, over, json }) => {
    expect(run(networks, base, over).json).toEqual(json)
  })

  it.each([
    { yaml: 'a: {ipv4_address: "::1"}', warning: '1:19 x.a.ipv4_address must be an IPv4 address, not `::1`' },
    { yaml: 'a: {ipv6_address: 1.2.3.4}', warning: '1:19 x.a.ipv6_address must be an IPv6 address, not `1.2.3.4`' },
    { yaml: 'a: {mac_address: 02-42}', warning: '1:18 x.a.mac_address must be a MAC address, not `02-42`' },
  ])('an address that the engine would refuse is warned about: $yaml', ({ yaml, warning }) => {
    expect(run(networks, yaml).warnings).toEqual([warning])
  })
})

describe('connections', () => {
  it('start with the highest priority, then the name, and carry container, service and aliases', () => {
    const { body } = connected({ yaml: '{b: , a: {aliases: [x]}, c: {priority: 1}}' })
    expect(body.HostConfig).toEqual({ NetworkMode: 'p_c' })
    expect(body.NetworkingConfig.EndpointsConfig).toEqual({
      p_c: { Aliases: ['p-web-1', 'web'], IPAMConfig: {} },
      p_a: { Aliases: ['p-web-1', 'web', 'x'], IPAMConfig: {} },
      p_b: { Aliases: ['p-web-1', 'web'] },
    })
    expect(Object.keys(body.NetworkingConfig.EndpointsConfig)).toEqual(['p_c', 'p_a', 'p_b'])
  })

  it('other than the first follow the creation before API 1.44', () => {
    const { body, later } = connected({ yaml: '[a, b]', mac_address: '02:42:ac:11:00:02', to: { apiVersion: '1.43' } })
    expect(Object.keys(body.NetworkingConfig.EndpointsConfig)).toEqual(['p_a'])
    expect(later).toEqual([{ network: 'p_b', endpoint: { Aliases: ['p-web-1', 'web'] } }])
    expect(body['MacAddress']).toBe('02:42:ac:11:00:02')
  })

  it('give the MAC address of the service to the first network since API 1.44', () => {
    const { body } = connected({ yaml: '[a, b]', mac_address: '02:42:ac:11:00:02' })
    expect(body['MacAddress']).toBeUndefined()
    expect(body.NetworkingConfig.EndpointsConfig['p_a']?.MacAddress).toBe('02:42:ac:11:00:02')
    expect(body.NetworkingConfig.EndpointsConfig['p_b']?.MacAddress).toBeUndefined()
  })

  it('refuse what an old engine cannot do, and two addresses for one network', () => {
    const mac = '{mac_address: "02:42:ac:11:00:03"}'
    expect(connected({ yaml: `{a: ${mac}}`, to: { apiVersion: '1.43' } }).body['MacAddress']).toBe('02:42:ac:11:00:03')
    expect(() => connected({ yaml: `{a: , b: ${mac}}`, to: { apiVersion: '1.43' } })).toThrow(
      'needs Docker Engine 25.0',
    )
    expect(() => connected({ yaml: `{a: ${mac}}`, mac_address: '02:42:ac:11:00:02' })).toThrow(
      'differs from that of its first network',
    )
  })

  it('carry addresses and options of the driver', () => {
    const yaml =
      '{a: {ipv4_address: 10.0.0.2, link_local_ips: [169.254.1.1], interface_name: eth7, driver_opts: {o: 1}, gw_priority: 2}}'
    expect(connected({ yaml }).body.NetworkingConfig.EndpointsConfig['p_a']).toEqual({
      Aliases: ['p-web-1', 'web'],
      IPAMConfig: { IPv4Address: '10.0.0.2', LinkLocalIPs: ['169.254.1.1'] },
      DriverOpts: { o: '1', 'com.docker.network.endpoint.ifname': 'eth7' },
      GwPriority: 2,
    })
  })

  it('of a one-off carry the name of the container only', () => {
    const { body } = connected({ yaml: '{a: {aliases: [x]}}', to: { oneOff: true, containersOf: () => [] } })
    expect(body.NetworkingConfig.EndpointsConfig['p_a']?.Aliases).toEqual(['p-web-1'])
  })

  it('do not exist under network_mode', () => {
    expect(connected({ yaml: '{}', network_mode: 'host' }).body).toMatchObject({
      HostConfig: {},
      NetworkingConfig: { EndpointsConfig: {} },
    })
  })

  it('refuse an interface name that the engine does not know yet', () => {
    expect(() => connected({ yaml: '{a: {interface_name: e}}', to: { apiVersion: '1.48' } })).toThrow(
      'web: interface_name needs Docker Engine 28.1',
    )
  })

  it('spread links over all containers of the linked service', () => {
    const links = ['db:x']
    const { body } = connected({
      yaml: '[a]',
      links,
      external_links: ['other'],
      to: { number: 2, containersOf: () => ['p-db-1', 'p-db-3'] },
    })
    const all = ['p-db-1:x', 'p-db-1:db-2', 'p-db-1:p-db-2', 'p-db-3:x', 'p-db-3:db-2', 'p-db-3:p-db-2', 'other:other']
    expect(body.HostConfig['Links']).toEqual(all)
    expect(body.NetworkingConfig.EndpointsConfig['p_a']?.Links).toEqual(all)
  })
})

interface Case extends Omit<Connected, 'networks'> {
  readonly yaml: string
  readonly to?: Partial<Translation>
}

function connected({ yaml, to, ...rest }: Case): { readonly body: ContainerDraft['body']; readonly later: unknown } {
  const scope = scopeOf(createReport())
  const parsed = networks.parse(networks.canonical(nodeOf(yaml), scope), scope)
  const draft: ContainerDraft = {
    body: { Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
    files: [],
  }
  const later = connectDraft({ ...rest, ...(parsed === undefined ? {} : { networks: parsed }) }, draft, {
    ...translation,
    ...to,
  })
  return { body: draft.body, later }
}
