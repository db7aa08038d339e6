import { expect, test } from 'vitest'
import type { UpPolicy } from '../../src/plan/policy.ts'
import { portClashes } from '../../src/run/preflight/port-clashes.ts'
import { formatDiagnostic } from '../../src/source/frame.ts'
import { emptyEngine, engineAfter, projectOf, upPlan } from '../plan/helper.ts'

async function clashes(services: string, policy: Partial<UpPolicy> = {}): Promise<readonly string[]> {
  const yaml = `services:\n${services}`
  const project = await projectOf(yaml)
  const plan = await upPlan(yaml, emptyEngine(), policy)
  return portClashes(plan, project).map((found) =>
    formatDiagnostic(found, { cwd: '/w' })
      .split('\n')
      .filter((line) => /error|note/.test(line))
      .map((line) => line.replace('error[E080]: ', '').replace(/^ +note: /, ''))
      .join('; '),
  )
}

const service = (name: string, rest: string): string => `  ${name}: { image: busybox, ${rest} }\n`

test('two services of one host port: the later one is blamed, with both places', async () => {
  expect(await clashes(service('b', 'ports: ["8080:80"]') + service('a', 'ports: ["81", "8080:81"]'))).toEqual([
    'compose.yaml:3:38: a: host port 0.0.0.0:8080 is published by b, too, and only one container can have it; b publishes it (compose.yaml:2:32)',
  ])
})

const rows: readonly (readonly [name: string, yaml: string, policy: Partial<UpPolicy>, said: RegExp | undefined])[] = [
  [
    'replicas',
    service('a', 'ports: ["8080:80"], deploy: { replicas: 2 }'),
    {},
    /each of its 2 containers.*; 2 containers \(compose.yaml:2:\d+\)/,
  ],
  [
    'scale',
    service('a', 'ports: ["8080:80"], scale: 3'),
    {},
    /each of its 3 containers.*; 3 containers \(compose.yaml:2:\d+\)/,
  ],
  ['--scale', service('a', 'ports: ["8080:80"]'), { scale: new Map([['a', 2]]) }, /each of its 2 containers/],
  ['a range', service('a', 'ports: ["8080-8090:80"], scale: 3'), {}, undefined],
  ['no host port', service('a', 'ports: ["80"], scale: 3'), {}, undefined],
  [
    'one address and all',
    service('a', 'ports: ["8080:80"]') + service('b', 'ports: ["127.0.0.1:8080:80"]'),
    {},
    /^compose.yaml:3:.* 127\.0\.0\.1:8080/,
  ],
  ['IPv6', service('a', 'ports: ["[::]:8080:80"]') + service('b', 'ports: ["[::1]:8080:80"]'), {}, / \[::1\]:8080 /],
  [
    'two addresses',
    service('a', 'ports: ["127.0.0.2:8080:80"]') + service('b', 'ports: ["127.0.0.1:8080:80"]'),
    {},
    undefined,
  ],
  ['two protocols', service('a', 'ports: ["8080:80"]') + service('b', 'ports: ["8080:80/udp"]'), {}, undefined],
  ['two ports of one container', service('a', 'ports: ["8080:80", "8080:81"]'), {}, /a second time/],
  [
    'a profile that is off',
    service('a', 'ports: ["8080:80"]') + service('b', 'profiles: [x], ports: ["8080:80"]'),
    {},
    undefined,
  ],
  ['no replica', service('a', 'ports: ["8080:80"]') + service('b', 'scale: 0, ports: ["8080:80"]'), {}, undefined],
  [
    'the host’s own network',
    service('a', 'ports: ["8080:80"]') + service('b', 'network_mode: host, ports: ["8080:80"]'),
    {},
    undefined,
  ],
  [
    'one after the other',
    service('a', 'ports: ["8080:80"]') +
      service('b', 'ports: ["8080:80"], depends_on: { a: { condition: service_completed_successfully } }'),
    {},
    undefined,
  ],
]

test.each(rows)('host ports and %s', async (...[, yaml, policy, said]) => {
  const found = await clashes(yaml, policy)
  expect(found).toHaveLength(said === undefined ? 0 : 1)
  if (said !== undefined) expect(found[0]).toMatch(said)
})

test('a replica beside one that runs already wants its port', async () => {
  const yaml = `services:\n${service('a', 'ports: ["8080:80"]')}`
  const plan = await upPlan(yaml, await engineAfter(yaml), { scale: new Map([['a', 2]]) })
  expect(portClashes(plan, await projectOf(yaml)).map(({ message }) => message)).toEqual([
    'a: host port 0.0.0.0:8080 is published by each of its 2 containers, and only one can have it',
  ])
  expect(portClashes(await upPlan(yaml, await engineAfter(yaml)), await projectOf(yaml))).toEqual([])
})

test('a port that two files publish for one service: that lists are added up is said, and how to replace them', async () => {
  const yaml = `services:\n${service('a', 'ports: ["8080:80"], extends: { file: base.yaml, service: a }')}`
  const project = await projectOf(yaml, { '/w/base.yaml': `services:\n${service('a', 'ports: ["8080:81"]')}` })
  const plan = await upPlan(`services:\n${service('a', 'ports: ["8080:80", "8080:81"]')}`)
  const found = portClashes(plan, project)
  expect(found.map(({ fix }) => fix)).toEqual([
    'the `ports` of several files are added up: `ports: !override` in the later one replaces them',
  ])
})
