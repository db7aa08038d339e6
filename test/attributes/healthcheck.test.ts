import { describe, expect, it } from 'vitest'
import { type Healthcheck, healthcheck, isDisabled } from '../../src/attributes/service/healthcheck.ts'
import type { ContainerDraft } from '../../src/spec.ts'
import { run, translation } from './helper.ts'

describe('healthcheck', () => {
  it.each([
    { yaml: '{test: curl x}', json: { test: ['CMD-SHELL', 'curl x'] } },
    { yaml: '{test: NONE}', json: { test: ['CMD-SHELL', 'NONE'] } },
    { yaml: '{test: [NONE]}', json: { test: ['NONE'] } },
    { yaml: '{test: []}', json: {} },
    { yaml: '{disable: false}', json: {} },
    { yaml: '{interval: 0s, retries: 0}', json: { interval: '0s', retries: 0 } },
    {
      yaml: '{interval: 90s, timeout: 1500ms, retries: "3"}',
      json: { timeout: '1.5s', interval: '1m30s', retries: 3 },
    },
  ])('$yaml', ({ yaml, json }) => {
    expect(run(healthcheck, yaml).json).toEqual(json)
  })

  it('is printed in the order of docker compose', () => {
    const yaml =
      '{disable: true, start_interval: 1s, start_period: 2s, retries: 3, interval: 4s, timeout: 5s, test: a, x-n: 1}'
    expect(JSON.stringify(run(healthcheck, yaml).json)).toBe(
      '{"test":["CMD-SHELL","a"],"timeout":"5s","interval":"4s","retries":3,"start_period":"2s","start_interval":"1s","disable":true}',
    )
    expect(run(healthcheck, yaml).yaml).toHaveProperty('x-n', 1)
  })

  it('of an override replaces the test as a whole and keeps the rest', () => {
    expect(run(healthcheck, '{test: [CMD, a, b], interval: 5s}', '{test: c, retries: 2}').json).toEqual({
      test: ['CMD-SHELL', 'c'],
      interval: '5s',
      retries: 2,
    })
  })

  it.each([
    { yaml: '{test: a, interval: 1s, retries: 2}', sent: { Test: ['CMD-SHELL', 'a'], Interval: 1e9, Retries: 2 } },
    { yaml: '{test: a, disable: true}', sent: { Test: ['NONE'] } },
    {
      yaml: '{timeout: 2s, start_period: 3s, start_interval: 4s}',
      sent: { Timeout: 2e9, StartPeriod: 3e9, StartInterval: 4e9 },
    },
  ])('$yaml is sent in nanoseconds', ({ yaml, sent }) => {
    expect(run(healthcheck, yaml).payload).toEqual({ Healthcheck: sent })
  })

  it.each([
    { yaml: '{retries: -1}', error: '1:11 x.retries must be 0 or more, not `-1`' },
    { yaml: '{interval: 10}', error: '1:12 x.interval must be a span of time with its unit, not `10`' },
    { yaml: '{disable: maybe}', error: '1:11 x.disable must be true or false, not `maybe`' },
  ])('$yaml is a mistake', ({ yaml, error }) => {
    expect(run(healthcheck, yaml).errors).toEqual([error])
  })

  it('warns of a test that the engine would ignore', () => {
    expect(run(healthcheck, '{test: [curl, -f, localhost]}').warnings).toEqual([
      '1:9 x.test[0] must be NONE, CMD or CMD-SHELL, not `curl`',
    ])
  })

  it.each([
    { value: { start_interval: 1 }, apiVersion: '1.51', message: 'requires healthcheck.start_period' },
    { value: { start_interval: 1, start_period: 1 }, apiVersion: '1.43', message: 'needs Docker Engine 25.0' },
  ])('start_interval is refused: $message', ({ value, apiVersion, message }) => {
    const draft: ContainerDraft = {
      body: { Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
      files: [],
    }
    expect(() => healthcheck.translate?.(value, draft, { ...translation, apiVersion })).toThrow(message)
  })

  it.each<{ value: Healthcheck | undefined; disabled: boolean }>([
    { value: undefined, disabled: false },
    { value: { test: ['CMD', 'a'] }, disabled: false },
    { value: { test: ['NONE'] }, disabled: true },
    { value: { disable: true }, disabled: true },
  ])('$value is disabled: $disabled', ({ value, disabled }) => {
    expect(isDisabled(value)).toBe(disabled)
  })
})
