import { describe, expect, it } from 'vitest'
import { cpus } from '../../src/attributes/service/cpus.ts'
import { deploy } from '../../src/attributes/service/deploy.ts'
import { memLimit } from '../../src/attributes/service/memory.ts'
import { restart } from '../../src/attributes/service/restart.ts'
import type { ContainerDraft } from '../../src/spec.ts'
import { run, translation } from './helper.ts'

describe('deploy', () => {
  it('is printed in the order of docker compose', () => {
    const yaml = `{endpoint_mode: vip, placement: {max_replicas_per_node: 2, preferences: [{spread: a}], constraints: [b]},
      restart_policy: {window: 120s, max_attempts: 3, delay: 5s, condition: any},
      resources: {reservations: {generic_resources: [{discrete_resource_spec: {value: 2, kind: g}}],
        devices: [{options: {v: false}, count: 1, driver: nv, capabilities: [gpu]}], memory: 20M, cpus: 0.25},
        limits: {pids: 100, memory: 50M, cpus: "0.50"}},
      rollback_config: {parallelism: 0}, update_config: {order: start-first, max_failure_ratio: 0.3, monitor: 60s, failure_action: pause, delay: 10s, parallelism: 2},
      labels: [l=1], replicas: 3, mode: replicated}`
    expect(JSON.stringify(run(deploy, yaml).json)).toBe(
      '{"mode":"replicated","replicas":3,"labels":{"l":"1"},"update_config":{"parallelism":2,"delay":"10s","failure_action":"pause",' +
        '"monitor":"1m0s","max_failure_ratio":0.3,"order":"start-first"},"rollback_config":{"parallelism":0},"resources":{"limits":' +
        '{"cpus":0.5,"memory":"52428800","pids":100},"reservations":{"cpus":0.25,"memory":"20971520","devices":[{"capabilities":["gpu"],' +
        '"driver":"nv","count":1,"options":{"v":"false"}}],"generic_resources":[{"discrete_resource_spec":{"kind":"g","value":2}}]}},' +
        '"restart_policy":{"condition":"any","delay":"5s","max_attempts":3,"window":"2m0s"},"placement":{"constraints":["b"],' +
        '"preferences":[{"spread":"a"}],"max_replicas_per_node":2},"endpoint_mode":"vip"}',
    )
  })

  it.each([
    { yaml: '{}', json: { resources: {}, placement: {} }, asYaml: {} },
    {
      yaml: '{resources: {limits: {}}, placement: {}}',
      json: { resources: { limits: {} }, placement: {} },
      asYaml: { resources: { limits: {} } },
    },
    {
      yaml: '{replicas: 0, update_config: {delay: 0s}}',
      json: { replicas: 0, update_config: {}, resources: {}, placement: {} },
      asYaml: { replicas: 0, update_config: {} },
    },
  ])('$yaml shows resources and placement in JSON always', ({ yaml, json, asYaml }) => {
    expect(run(deploy, yaml).json).toEqual(json)
    expect(run(deploy, yaml).yaml).toEqual(asYaml)
  })

  it('of two files is merged deeply, lists and devices add up', () => {
    const base =
      '{labels: {a: 1}, resources: {limits: {memory: 50M}, reservations: {devices: [{capabilities: [a], count: 1}]}}}'
    const over = '{labels: [b=2], resources: {limits: {cpus: 1}, reservations: {devices: [{capabilities: [b]}]}}}'
    expect(run(deploy, base, over).json).toMatchObject({
      labels: { a: '1', b: '2' },
      resources: {
        limits: { cpus: 1, memory: '52428800' },
        reservations: {
          devices: [
            { capabilities: ['a'], count: 1 },
            { capabilities: ['b'], count: -1 },
          ],
        },
      },
    })
  })

  it.each([
    {
      yaml: '{resources: {limits: {cpus: 0.5, memory: 1k, pids: 4}}}',
      payload: { NanoCpus: 5e8, Memory: 1024, PidsLimit: 4 },
    },
    {
      yaml: '{resources: {limits: {pids: -1}, reservations: {memory: 2k, cpus: 1}}}',
      payload: { MemoryReservation: 2048 },
    },
    {
      yaml: '{restart_policy: {condition: any}}',
      payload: { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } },
    },
    { yaml: '{restart_policy: {condition: none}}', payload: { RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } } },
    {
      yaml: '{restart_policy: {condition: on-failure, max_attempts: 2}}',
      payload: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } },
    },
    {
      yaml: '{resources: {reservations: {devices: [{capabilities: [gpu], device_ids: ["0"], options: {a: b}}]}}}',
      payload: {
        DeviceRequests: [{ Driver: '', Count: 0, DeviceIDs: ['0'], Capabilities: [['gpu']], Options: { a: 'b' } }],
      },
    },
    { yaml: '{replicas: 3, mode: global}', payload: {} },
  ])('$yaml', ({ yaml, payload }) => {
    expect(run(deploy, yaml).payload).toEqual(payload)
  })

  it('overrides the flat attributes', () => {
    const draft: ContainerDraft = {
      body: { Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
      files: [],
    }
    const limits = { memory: 1024, cpus: 1 }
    deploy.translate?.({ resources: { limits }, restart_policy: { condition: 'none' } }, draft, translation)
    memLimit.translate?.(9, draft, translation)
    cpus.translate?.(9, draft, translation)
    restart.translate?.('always', draft, translation)
    expect(draft.body.HostConfig).toEqual({
      Memory: 1024,
      NanoCpus: 1e9,
      RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    })
  })

  it.each([
    { yaml: '{replicas: -1}', error: '1:12 x.replicas must be greater than or equal to 0, not `-1`' },
    {
      yaml: '{restart_policy: {delay: xyz}}',
      error: '1:26 x.restart_policy.delay must be a span of time with its unit, not `xyz`',
    },
    {
      yaml: '{resources: {reservations: {devices: [{capabilities: [gpu], count: 1, device_ids: ["0"]}]}}}',
      error: '1:71 x.resources.reservations.devices[0]: "count" and "device_ids" attributes are exclusive',
    },
  ])('$yaml is a mistake', ({ yaml, error }) => {
    expect(run(deploy, yaml).errors).toEqual([error])
  })
})
