import { describe, expect, it } from 'vitest'
import { dns, dnsOpt, dnsSearch } from '../../src/attributes/service/dns.ts'
import { expose } from '../../src/attributes/service/expose.ts'
import { extraHosts } from '../../src/attributes/service/extra-hosts.ts'
import { logging } from '../../src/attributes/service/logging.ts'
import { isMacAddress, macAddress } from '../../src/attributes/service/mac-address.ts'
import { readTmpfs, tmpfs } from '../../src/attributes/service/tmpfs.ts'
import { run } from './helper.ts'

describe('extra_hosts', () => {
  it.each([
    { yaml: '["one:10.0.0.1", "two=10.0.0.2"]', json: ['one=10.0.0.1', 'two=10.0.0.2'] },
    { yaml: '["six:::1", "b=[2001:db8::1]", "c:[::2]"]', json: ['b=2001:db8::1', 'c=::2', 'six=::1'] },
    { yaml: '["gw:host-gateway"]', json: ['gw=host-gateway'] },
    { yaml: '{b: [10.0.0.1, 10.0.0.2], a: "::1"}', json: ['a=::1', 'b=10.0.0.1', 'b=10.0.0.2'] },
    { yaml: '["h:1.1.1.1,2.2.2.2"]', json: ['h=1.1.1.1', 'h=2.2.2.2'] },
  ])('$yaml is printed sorted', ({ yaml, json }) => {
    expect(run(extraHosts, yaml).json).toEqual(json)
  })

  it('of two files add up without exact repetitions', () => {
    expect(run(extraHosts, '["a=1.1.1.1"]', '["a=1.1.1.1", "a=2.2.2.2"]').json).toEqual(['a=1.1.1.1', 'a=2.2.2.2'])
  })

  it('are sent with colons', () => {
    expect(run(extraHosts, '["b=::1", "a=1.1.1.1"]').payload).toEqual({ ExtraHosts: ['b:::1', 'a:1.1.1.1'] })
  })

  it.each(['justname', '=1.2.3.4', 'a:b=1.2.3.4'])('%s is a mistake', (entry) => {
    expect(run(extraHosts, `- "${entry}"`).errors).toEqual([
      `1:3 x[0] must be a host name with an address, not \`${entry}\``,
    ])
  })
})

describe('logging', () => {
  it.each([
    {
      base: '{driver: a, options: {x: 1}}',
      over: '{driver: a, options: {y: 2}}',
      json: { driver: 'a', options: { x: '1', y: '2' } },
    },
    {
      base: '{driver: a, options: {x: 1}}',
      over: '{options: {y: 2}}',
      json: { driver: 'a', options: { x: '1', y: '2' } },
    },
    { base: '{options: {x: 1}}', over: '{driver: b}', json: { driver: 'b', options: { x: '1' } } },
    {
      base: '{driver: a, options: {x: 1}}',
      over: '{driver: b, options: {y: 2}}',
      json: { driver: 'b', options: { y: '2' } },
    },
  ])('$over over $base', ({ base, over, json }) => {
    expect(run(logging, base, over).json).toEqual(json)
  })

  it.each([
    {
      yaml: '{driver: json-file, options: {max-file: 3, n: }}',
      payload: { LogConfig: { Type: 'json-file', Config: { 'max-file': '3', n: '' } } },
    },
    { yaml: '{driver: none}', payload: { LogConfig: { Type: 'none', Config: null } } },
  ])('$yaml is sent', ({ yaml, payload }) => {
    expect(run(logging, yaml).payload).toEqual(payload)
  })
})

describe('expose', () => {
  it('is sent as written, each once', () => {
    expect(run(expose, '[80, "70-71/udp"]', '["80", 81]')).toMatchObject({
      json: ['80', '70-71/udp', '81'],
      payload: { ExposedPorts: { '80': {}, '70-71/udp': {}, '81': {} } },
    })
  })
})

describe('tmpfs', () => {
  it.each([
    { yaml: '/run', json: ['/run'], payload: { Tmpfs: { '/run': '' } } },
    {
      yaml: '[/run, "/t:size=64m,mode=755"]',
      json: ['/run', '/t:size=64m,mode=755'],
      payload: { Tmpfs: { '/run': '', '/t': 'size=64m,mode=755' } },
    },
  ])('$yaml', ({ yaml, json, payload }) => {
    expect(run(tmpfs, yaml)).toMatchObject({ json, payload })
  })

  it('of an override replaces the same options of the same path', () => {
    expect(run(tmpfs, '["/t:size=1m"]', '["/t:size=2m"]').json).toEqual(['/t:size=2m'])
    expect(readTmpfs('/t:size=2m,a:b')).toEqual(['/t', 'size=2m,a:b'])
  })
})

describe('dns', () => {
  it.each([
    { attribute: dns, field: 'Dns' },
    { attribute: dnsSearch, field: 'DnsSearch' },
  ])('$field is one or a list, each once', ({ attribute, field }) => {
    expect(run(attribute, 'a', '[b, a]')).toMatchObject({ json: ['a', 'b'], payload: { [field]: ['a', 'b'] } })
  })

  it('has options', () => {
    expect(run(dnsOpt, '[use-vc]').payload).toEqual({ DnsOptions: ['use-vc'] })
  })
})

describe('mac_address', () => {
  it.each(['02:42:ac:11:00:02', '02-42-AC-11-00-02', '0242.ac11.0002'])('%s is one', (written) => {
    expect(isMacAddress(written)).toBe(true)
  })

  it.each(['02:42', '02:42:ac:11:00:zz', '02:42-ac:11:00:02'])('%s is none', (written) => {
    expect(run(macAddress, `"${written}"`).warnings).toEqual([`1:1 x must be a MAC address, not \`${written}\``])
  })
})
