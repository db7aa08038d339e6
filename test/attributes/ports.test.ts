import { describe, expect, it } from 'vitest'
import { ports } from '../../src/attributes/service/ports.ts'
import { run } from './helper.ts'

const tcp = { mode: 'ingress', protocol: 'tcp' }

describe('a short form', () => {
  it.each([
    { yaml: '80', long: [{ ...tcp, target: 80 }] },
    { yaml: '"8080:80"', long: [{ ...tcp, target: 80, published: '8080' }] },
    { yaml: '22:22', long: [{ ...tcp, target: 22, published: '22' }] },
    { yaml: '":80"', long: [{ ...tcp, target: 80 }] },
    { yaml: '"0:80"', long: [{ ...tcp, target: 80, published: '0' }] },
    { yaml: '"53:53/UDP"', long: [{ ...tcp, target: 53, published: '53', protocol: 'udp' }] },
    { yaml: '"127.0.0.1::80"', long: [{ ...tcp, host_ip: '127.0.0.1', target: 80 }] },
    { yaml: '"[::1]:81:80"', long: [{ ...tcp, host_ip: '::1', target: 80, published: '81' }] },
    { yaml: '"8000-8100:80"', long: [{ ...tcp, target: 80, published: '8000-8100' }] },
    {
      yaml: '"9000-9001:90-91/sctp"',
      long: [
        { ...tcp, target: 90, published: '9000', protocol: 'sctp' },
        { ...tcp, target: 91, published: '9001', protocol: 'sctp' },
      ],
    },
  ])('$yaml', ({ yaml, long }) => {
    expect(run(ports, `[${yaml}]`).json).toEqual(long)
  })

  it('with a range is sorted as text, as docker compose does', () => {
    const { json } = run(ports, '["99-100"]')
    expect((json as { target: number }[]).map(({ target }) => target)).toEqual([100, 99])
  })
})

describe('entries', () => {
  it('that mean the same stand once, in the place of the first', () => {
    expect(run(ports, '["8080:80", "81", "8080:80/tcp"]').json).toEqual([
      { ...tcp, target: 80, published: '8080' },
      { ...tcp, target: 81 },
    ])
  })

  it('of an override replace those of the same address, ports and protocol', () => {
    expect(
      run(ports, '["80:80"]', '[{target: 80, published: "80", name: two}, {target: 80, protocol: udp}]').json,
    ).toEqual([
      { name: 'two', ...tcp, target: 80, published: '80' },
      { ...tcp, target: 80, protocol: 'udp' },
    ])
  })

  it('are printed in the order of docker compose', () => {
    const yaml =
      '[{app_protocol: http, protocol: udp, published: 1, target: 2, host_ip: 1.2.3.4, mode: host, name: n, x-y: 1}]'
    const names = ['name', 'mode', 'host_ip', 'target', 'published', 'protocol', 'app_protocol']
    expect(Object.keys((run(ports, yaml).json as object[])[0] ?? {})).toEqual(names)
    expect(Object.keys((run(ports, yaml).yaml as object[])[0] ?? {})).toEqual([...names, 'x-y'])
  })

  it('become exposed ports and bindings', () => {
    expect(run(ports, '["80", "8080:80", "1.2.3.4:5:6/udp"]').payload).toEqual({
      ExposedPorts: { '80/tcp': {}, '6/udp': {} },
      PortBindings: {
        '80/tcp': [
          { HostIp: '', HostPort: '' },
          { HostIp: '', HostPort: '8080' },
        ],
        '6/udp': [{ HostIp: '1.2.3.4', HostPort: '5' }],
      },
    })
  })
})

describe('a mistake is reported where it is', () => {
  it.each([
    { yaml: '- "8099:"', error: '1:4 x[0] must be a port mapping with a container port, not `8099:`' },
    { yaml: '- 80\n- ""', error: '2:3 x[1] must be a port mapping with a container port' },
    {
      yaml: '- "53:53/foo"',
      error: '1:10 x[0] must be the protocol tcp, udp or sctp, not `foo`',
    },
    { yaml: '- "80-82:1-2"', error: '1:4 x[0] must be a port mapping with ranges of equal length, not `80-82:1-2`' },
    {
      yaml: '- "::1:80:80"',
      error: '1:4 x[0] must be an IPv4 address, or an IPv6 address in brackets, not `::1`',
    },
    {
      yaml: '- "90-80"',
      error: '1:4 x[0] must be a container port up to 65535, or a rising range of ports, not `90-80`',
    },
    {
      yaml: '- "70000:80"',
      error: '1:4 x[0] must be a host port up to 65535, or a rising range of ports, not `70000`',
    },
    {
      yaml: '- 1.2.3.4:5:99999/udp',
      error: '1:13 x[0] must be a container port up to 65535, or a rising range of ports, not `99999`',
    },
    { yaml: '- {published: 80}', error: '1:3 x[0] is missing a target port' },
    { yaml: '- {target: 80, host_ip: localhost}', error: '1:25 x[0].host_ip must be an IP address, not `localhost`' },
  ])('$yaml', ({ yaml, error }) => {
    expect(run(ports, yaml).errors).toEqual([error])
  })

  it.each([
    { yaml: '- {target: 70000}', warning: '1:12 x[0].target must be a port up to 65535, not `70000`' },
    {
      yaml: '- {target: 80, published: web}',
      warning: '1:27 x[0].published must be a port up to 65535 or a rising range, not `web`',
    },
  ])('what only the engine refuses is a warning: $yaml', ({ yaml, warning }) => {
    expect(run(ports, yaml)).toMatchObject({ errors: [], warnings: [warning] })
  })
})
