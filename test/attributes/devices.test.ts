import { describe, expect, it } from 'vitest'
import { blkioConfig } from '../../src/attributes/service/blkio-config.ts'
import { devices } from '../../src/attributes/service/devices.ts'
import { gpus } from '../../src/attributes/service/gpus.ts'
import { ulimits } from '../../src/attributes/service/ulimits.ts'
import { run } from './helper.ts'

describe('devices', () => {
  it.each([
    { yaml: '[/dev/snd]', json: [{ source: '/dev/snd', target: '/dev/snd', permissions: 'rwm' }] },
    { yaml: '["/dev/a:/dev/b"]', json: [{ source: '/dev/a', target: '/dev/b', permissions: 'rwm' }] },
    { yaml: '["/dev/a:/dev/b:r"]', json: [{ source: '/dev/a', target: '/dev/b', permissions: 'r' }] },
    { yaml: '["/dev/a:/dev/b:"]', json: [{ source: '/dev/a', target: '/dev/b' }] },
    {
      yaml: '[{permissions: r, target: /dev/b, source: /dev/a}]',
      json: [{ source: '/dev/a', target: '/dev/b', permissions: 'r' }],
    },
  ])('$yaml', ({ yaml, json }) => {
    expect(run(devices, yaml).json).toEqual(json)
  })

  it('of an override replace those of the same target', () => {
    expect(run(devices, '["/dev/a:/dev/x"]', '["/dev/b:/dev/x:r"]').json).toEqual([
      { source: '/dev/b', target: '/dev/x', permissions: 'r' },
    ])
  })

  it('are mapped, but for qualified names, which are requested', () => {
    expect(run(devices, '["/dev/a:/dev/b:r", vendor.com/gpu=0]').payload).toEqual({
      Devices: [{ PathOnHost: '/dev/a', PathInContainer: '/dev/b', CgroupPermissions: 'r' }],
      DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['vendor.com/gpu=0'] }],
    })
  })

  it.each([
    {
      yaml: '- "/dev/a:/dev/b:r:x"',
      error: '1:3 x[0] must be `source[:target[:permissions]]`, or the long syntax, not `/dev/a:/dev/b:r:x`',
    },
    { yaml: '- {source: /dev/a}', error: '1:3 x[0] is missing a mount target' },
  ])('$yaml is a mistake', ({ yaml, error }) => {
    expect(run(devices, yaml).errors).toEqual([error])
  })
})

describe('gpus', () => {
  it.each([
    { yaml: 'all', json: [{ count: -1 }] },
    { yaml: '[{count: "2", driver: q}, {}]', json: [{ driver: 'q', count: 2 }, { count: -1 }] },
    { yaml: '[{device_ids: ["1"], options: [a=b]}]', json: [{ device_ids: ['1'], options: { a: 'b' } }] },
  ])('$yaml', ({ yaml, json }) => {
    expect(run(gpus, yaml).json).toEqual(json)
  })

  it('ask for the capability gpu', () => {
    expect(run(gpus, '[{capabilities: [utility]}]').payload).toEqual({
      DeviceRequests: [{ Driver: '', Count: -1, DeviceIDs: null, Capabilities: [['utility', 'gpu']], Options: null }],
    })
  })

  it('are counted, or all', () => {
    expect(run(gpus, '- {count: some}').errors).toEqual(['1:11 x[0].count must be `all` or a number, not `some`'])
  })
})

describe('ulimits', () => {
  it.each([
    {
      yaml: '{a: 100, b: {soft: 1, hard: 2}, c: -1}',
      json: { a: 100, b: { soft: 1, hard: 2 }, c: -1 },
      asYaml: { a: 100, b: { soft: 1, hard: 2 }, c: -1 },
    },
    { yaml: '{a: "100"}', json: { a: 100 }, asYaml: { a: 100 } },
    {
      yaml: '{a: 0, b: {soft: 0, hard: 5}}',
      json: { a: {}, b: { hard: 5 } },
      asYaml: { a: { soft: 0, hard: 0 }, b: { soft: 0, hard: 5 } },
    },
  ])('$yaml', ({ yaml, json, asYaml }) => {
    expect(run(ulimits, yaml).json).toEqual(json)
    expect(run(ulimits, yaml).yaml).toEqual(asYaml)
  })

  it('of an override replace as a whole', () => {
    expect(run(ulimits, '{a: {soft: 1, hard: 2}, b: 3}', '{a: 4}').json).toEqual({ a: 4, b: 3 })
  })

  it('are both soft and hard', () => {
    expect(run(ulimits, '{a: 100, b: {soft: 1, hard: 2}}').payload).toEqual({
      Ulimits: [
        { Name: 'a', Hard: 100, Soft: 100 },
        { Name: 'b', Hard: 2, Soft: 1 },
      ],
    })
  })

  it('are whole numbers', () => {
    expect(run(ulimits, '{a: {soft: many, hard: 2}}').errors).toEqual([
      '1:12 x.a.soft must be a whole number, not `many`',
    ])
  })
})

describe('blkio_config', () => {
  const yaml =
    '{weight: 300, weight_device: [{path: /dev/a, weight: 0}], device_read_bps: [{path: /dev/b, rate: 12mb}, {path: /dev/c, rate: 0}]}'

  it('prints capitals as JSON', () => {
    expect(run(blkioConfig, yaml).json).toEqual({
      weight: 300,
      weight_device: [{ Path: '/dev/a', Weight: 0 }],
      device_read_bps: [
        { Path: '/dev/b', Rate: '12582912' },
        { Path: '/dev/c', Rate: '0' },
      ],
    })
    expect(run(blkioConfig, yaml).yaml).toMatchObject({
      weight_device: [{ path: '/dev/a', weight: 0 }],
      device_read_bps: [{ rate: '12582912' }, {}],
    })
  })

  it('adds up lists of two files', () => {
    const over = '{weight: 400, device_read_bps: [{path: /dev/d, rate: 1}]}'
    expect(run(blkioConfig, '{device_read_bps: [{path: /dev/b, rate: 2}]}', over).payload).toEqual({
      BlkioWeight: 400,
      BlkioDeviceReadBps: [
        { Path: '/dev/b', Rate: 2 },
        { Path: '/dev/d', Rate: 1 },
      ],
    })
  })

  it('knows every field of the engine', () => {
    const all = `{weight_device: [{path: /a, weight: 1}], device_read_iops: [{path: /a, rate: 2}], device_write_bps: [{path: /a, rate: 3}],
      device_write_iops: [{path: /a, rate: 4}]}`
    expect(run(blkioConfig, all).payload).toEqual({
      BlkioWeightDevice: [{ Path: '/a', Weight: 1 }],
      BlkioDeviceReadIOps: [{ Path: '/a', Rate: 2 }],
      BlkioDeviceWriteBps: [{ Path: '/a', Rate: 3 }],
      BlkioDeviceWriteIOps: [{ Path: '/a', Rate: 4 }],
    })
  })
})
