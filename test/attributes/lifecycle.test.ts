import { describe, expect, it } from 'vitest'
import type { Attribute } from '../../src/attributes/kinds/attribute.ts'
import { service } from '../../src/attributes/service.ts'
import { refreshInterval } from '../../src/attributes/service/pull-policy.ts'
import { run } from './helper.ts'

function of(key: keyof typeof service): Attribute<unknown> {
  return service[key] as Attribute<unknown>
}

describe('plain settings', () => {
  for (const [key, yaml, json, payload] of [
    ['image', 'busybox', 'busybox', { Image: 'busybox' }],
    ['hostname', 'h', 'h', { Hostname: 'h' }],
    ['domainname', 'd', 'd', { Domainname: 'd' }],
    ['user', '"1000"', '1000', { User: '1000' }],
    ['working_dir', '/w', '/w', { WorkingDir: '/w' }],
    ['stop_signal', 'SIGINT', 'SIGINT', { StopSignal: 'SIGINT' }],
    ['stdin_open', 'true', true, { OpenStdin: true }],
    ['tty', '"true"', true, { Tty: true }],
    ['init', 'false', false, { Init: false }],
    ['init', 'true', true, { Init: true }],
    ['privileged', 'true', true, { Privileged: true }],
    ['read_only', 'true', true, { ReadonlyRootfs: true }],
    ['runtime', 'runc', 'runc', { Runtime: 'runc' }],
    ['isolation', 'default', 'default', { Isolation: 'default' }],
    ['cgroup', 'host', 'host', { CgroupnsMode: 'host' }],
    ['cgroup_parent', '/p', '/p', { CgroupParent: '/p' }],
    ['userns_mode', 'host', 'host', { UsernsMode: 'host' }],
    ['uts', 'host', 'host', { UTSMode: 'host' }],
    ['container_name', 'cn1', 'cn1', {}],
    ['attach', 'false', false, {}],
    ['scale', '"2"', 2, {}],
    ['scale', '0', 0, {}],
    ['use_api_socket', 'true', true, {}],
    ['profiles', '[a, b]', ['a', 'b'], {}],
    ['pull_refresh_after', '1h', undefined, {}],
  ] as const) {
    it(`${key}: ${yaml}`, () => {
      const outcome = run(of(key), yaml)
      expect(outcome.json).toEqual(json)
      expect(outcome.payload).toEqual(payload)
      expect(outcome.errors).toEqual([])
    })
  }

  it.each(['tty', 'stdin_open', 'privileged', 'read_only', 'use_api_socket'] as const)(
    '%s: false counts as unset',
    (key) => {
      expect(run(of(key), 'false')).toMatchObject({ json: undefined, payload: {} })
    },
  )

  it.each(['image', 'hostname', 'working_dir', 'restart'] as const)('an empty %s counts as unset', (key) => {
    expect(run(of(key), '""')).toMatchObject({ json: undefined, payload: {} })
  })

  it('a platform goes beside the payload', () => {
    expect(run(of('platform'), 'linux/amd64').draft.platform).toBe('linux/amd64')
  })

  it('words of YAML 1.1 are booleans with a warning', () => {
    expect(run(of('init'), 'yes')).toMatchObject({
      json: true,
      warnings: ['1:1 "yes" for boolean is not supported by YAML 1.2, please use `true`'],
    })
  })
})

describe('restart', () => {
  it.each([
    ['"no"', { Name: 'no', MaximumRetryCount: 0 }],
    ['always', { Name: 'always', MaximumRetryCount: 0 }],
    ['unless-stopped', { Name: 'unless-stopped', MaximumRetryCount: 0 }],
    ['on-failure', { Name: 'on-failure', MaximumRetryCount: 0 }],
    ['on-failure:3', { Name: 'on-failure', MaximumRetryCount: 3 }],
    ['on-failure:x', { Name: 'on-failure', MaximumRetryCount: 0 }],
  ])('%s', (yaml, policy) => {
    expect(run(of('restart'), yaml).payload).toEqual({ RestartPolicy: policy })
  })

  it.each(['alwayz', 'always:3'])('%s is warned about, for the engine will refuse it', (yaml) => {
    expect(run(of('restart'), yaml).warnings).toHaveLength(1)
  })
})

describe('container_name', () => {
  it.each(['c', 'bad name!', '-x'])('%s is warned about, for the engine will refuse it', (yaml) => {
    expect(run(of('container_name'), yaml).warnings).toHaveLength(1)
  })
})

describe('pull_policy', () => {
  it('if_not_present is called missing only while the whole is normalised', () => {
    expect(run(of('pull_policy'), 'if_not_present').json).toBe('if_not_present')
  })

  it.each(['always', 'never', 'missing', 'build', 'daily', 'weekly', 'every_12h', 'every_1w2d'])(
    '%s is one',
    (yaml) => {
      expect(run(of('pull_policy'), yaml)).toMatchObject({ json: yaml, errors: [] })
    },
  )

  it.each(['sometimes', 'every_5x', 'never2'])('%s is reported', (yaml) => {
    expect(run(of('pull_policy'), yaml).errors[0]).toContain(`not \`${yaml}\``)
  })

  it.each([
    ['daily', 86_400e9],
    ['weekly', 604_800e9],
    ['every_1h30m', 5400e9],
    ['always', undefined],
  ])('%s looks again after %s ns', (policy, nanoseconds) => {
    expect(refreshInterval(policy)).toBe(nanoseconds)
  })
})
