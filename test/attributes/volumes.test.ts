import { describe, expect, it } from 'vitest'
import { volumes } from '../../src/attributes/service/volumes.ts'
import { createReport } from '../../src/source/diagnostic.ts'
import { nodeOf, run, scopeOf, translation } from './helper.ts'

describe('a short form', () => {
  it.each([
    { yaml: '/data', long: { type: 'volume', target: '/data', volume: {} } },
    { yaml: '/d', long: { type: 'volume', target: '/d' } },
    { yaml: '/data/', long: { type: 'volume', target: '/data', volume: {} } },
    { yaml: 'db:/v', long: { type: 'volume', source: 'db', target: '/v', volume: {} } },
    { yaml: 'db:/v:nocopy', long: { type: 'volume', source: 'db', target: '/v', volume: { nocopy: true } } },
    { yaml: 'db:/v:z', long: { type: 'volume', source: 'db', target: '/v', bind: { selinux: 'z' }, volume: {} } },
    {
      yaml: './a:/a:ro,cached',
      long: { type: 'bind', source: '/project/a', target: '/a', read_only: true, bind: { create_host_path: true } },
    },
    { yaml: '../u/:/u', long: { type: 'bind', source: '/u', target: '/u', bind: { create_host_path: true } } },
    {
      yaml: '.cache:/c',
      long: { type: 'bind', source: '/project/.cache', target: '/c', bind: { create_host_path: true } },
    },
    { yaml: '~/h:/h', long: { type: 'bind', source: '/home/me/h', target: '/h', bind: { create_host_path: true } } },
    {
      yaml: '~other/d:/d',
      long: { type: 'bind', source: '/home/me/other/d', target: '/d', bind: { create_host_path: true } },
    },
    {
      yaml: '/srv//x/../y/:/s',
      long: { type: 'bind', source: '/srv//x/../y/', target: '/s', bind: { create_host_path: true } },
    },
    {
      yaml: './a:/a:rslave,Z',
      long: {
        type: 'bind',
        source: '/project/a',
        target: '/a',
        bind: { selinux: 'Z', propagation: 'rslave', create_host_path: true },
      },
    },
    { yaml: 'C:\\x:/x', long: { type: 'bind', source: 'C:\\x', target: '/x', bind: { create_host_path: true } } },
    { yaml: 'v:/v', long: { type: 'volume', target: 'v:/v', volume: {} } },
  ])('$yaml', ({ yaml, long }) => {
    expect(run(volumes, `['${yaml}']`).json).toEqual([long])
  })
})

describe('a long form', () => {
  it('is printed in the order of docker compose', () => {
    const yaml = `[{bind: {recursive: disabled, create_host_path: true, propagation: rslave, selinux: Z}, consistency: cached,
      read_only: true, target: /d/, source: src, type: bind}]`
    expect(JSON.stringify(run(volumes, yaml).json)).toBe(
      '[{"type":"bind","source":"/project/src","target":"/d","read_only":true,"consistency":"cached",' +
        '"bind":{"selinux":"Z","propagation":"rslave","create_host_path":true,"recursive":"disabled"}}]',
    )
  })

  it('prints sizes as text and modes as numbers', () => {
    expect(run(volumes, '[{type: tmpfs, target: /t, tmpfs: {size: 64m, mode: 0700}}]').json).toEqual([
      { type: 'tmpfs', target: '/t', tmpfs: { size: '67108864', mode: 448 } },
    ])
  })

  it('does not create missing folders unless asked to', () => {
    expect(run(volumes, '[{type: bind, source: /a, target: /a, bind: {create_host_path: false}}]').json).toEqual([
      { type: 'bind', source: '/a', target: '/a', bind: {} },
    ])
  })
})

it('an override replaces the mount of the same target', () => {
  expect(run(volumes, '["./a:/a/", "bb:/b"]', '["cc:/a"]').json).toEqual([
    { type: 'volume', source: 'cc', target: '/a', volume: {} },
    { type: 'volume', source: 'bb', target: '/b', volume: {} },
  ])
})

describe('the payload', () => {
  it.each([
    { yaml: 'db:/v', payload: { Binds: ['p_db:/v:rw'] } },
    { yaml: 'db:/v:ro,z', payload: { Binds: ['p_db:/v:ro,z'] } },
    { yaml: '/a:/b', payload: { Binds: ['/a:/b:rw'] } },
    {
      yaml: 'db:/v:nocopy',
      payload: { Mounts: [{ Type: 'volume', Source: 'p_db', Target: '/v', VolumeOptions: { NoCopy: true } }] },
    },
    { yaml: '/data', payload: { Mounts: [{ Type: 'volume', Target: '/data', VolumeOptions: {} }] } },
    {
      yaml: '/a:/b:rslave',
      payload: {
        Mounts: [
          { Type: 'bind', Source: '/a', Target: '/b', BindOptions: { Propagation: 'rslave', CreateMountpoint: true } },
        ],
      },
    },
  ])('$yaml', ({ yaml, payload }) => {
    expect(run(volumes, `["${yaml}"]`).payload).toEqual(payload)
  })

  it.each([
    { yaml: '{type: bind, source: /a, target: /b}', payload: { Binds: ['/a:/b:rw'] } },
    {
      yaml: '{type: bind, source: /a, target: /b, bind: {}}',
      payload: { Mounts: [{ Type: 'bind', Source: '/a', Target: '/b', BindOptions: {} }] },
    },
    {
      yaml: '{type: bind, source: /a, target: /b, bind: {recursive: readonly}}',
      payload: {
        Mounts: [{ Type: 'bind', Source: '/a', Target: '/b', BindOptions: { ReadOnlyForceRecursive: true } }],
      },
    },
    {
      yaml: '{type: volume, source: db, target: /v, volume: {subpath: s, labels: {k: v}}, read_only: true}',
      payload: {
        Mounts: [
          {
            Type: 'volume',
            Source: 'p_db',
            Target: '/v',
            ReadOnly: true,
            VolumeOptions: { Labels: { k: 'v' }, Subpath: 's' },
          },
        ],
      },
    },
    {
      yaml: '{type: tmpfs, target: /t, tmpfs: {size: 1k, mode: 0700}}',
      payload: { Mounts: [{ Type: 'tmpfs', Target: '/t', TmpfsOptions: { SizeBytes: 1024, Mode: 448 } }] },
    },
    {
      yaml: '{type: image, source: busybox, target: /i}',
      payload: { Mounts: [{ Type: 'image', Source: 'busybox', Target: '/i' }] },
    },
  ])('$yaml', ({ yaml, payload }) => {
    expect(run(volumes, `[${yaml}]`).payload).toEqual(payload)
  })
})

describe('what an older engine would leave out without a word is refused', () => {
  it.each([
    {
      api: '1.47',
      yaml: '{type: image, source: busybox, target: /i}',
      needs: /of type image need Docker Engine 28\.0/,
    },
    { api: '1.44', yaml: '{type: volume, source: v, target: /v, volume: {subpath: s}}', needs: /Docker Engine 26\.0/ },
    { api: '1.43', yaml: '{type: bind, source: /a, target: /b, bind: {recursive: readonly}}', needs: /Engine 25\.0/ },
  ])('$yaml by API $api', ({ api, yaml, needs }) => {
    const scope = scopeOf(createReport())
    const mounts = volumes.parse(volumes.canonical(nodeOf(`[${yaml}]`), scope), scope) ?? []
    const body = { Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } }
    const by = (apiVersion: string) => (): void =>
      volumes.translate?.(mounts, { body, files: [] }, { ...translation, apiVersion })
    expect(by(api)).toThrow(needs)
    expect(by(`1.${Number(api.slice(2)) + 1}`)).not.toThrow()
  })
})

describe('a mistake is reported where it is', () => {
  it.each([
    { yaml: '- ""', error: '1:3 x[0] must be a volume, not empty' },
    { yaml: '- "./x:"', error: '1:3 x[0] must be `source:target` or `target` without an empty part, not `./x:`' },
    {
      yaml: '- ./x:/y:ro:z',
      error:
        '1:3 x[0] must be `source:target:options` with no more colons; options are joined by commas, not `./x:/y:ro:z`',
    },
    { yaml: '- {type: bind, target: /y}', error: '1:3 x[0] is a bind mount without a source' },
    { yaml: '- {type: bind, source: ./x}', error: '1:3 x[0] is missing a mount target' },
    {
      yaml: '- {type: tmpfs, target: /t, tmpfs: {mode: "0700"}}',
      error: '1:43 x[0].tmpfs.mode must be a number without quotes, not `0700`',
    },
  ])('$yaml', ({ yaml, error }) => {
    expect(run(volumes, yaml).errors).toEqual([error])
  })
})
