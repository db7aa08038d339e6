import { expect, test } from 'vitest'
import { apiLevels } from '../../../src/run/preflight/api-levels.ts'
import { formatDiagnostic } from '../../../src/source/frame.ts'
import { projectOf } from '../../plan/helper.ts'

const yaml = `services:
  a:
    image: busybox
    annotations: { a: b }
    networks: { n: { gw_priority: 1 } }
networks:
  n: { enable_ipv4: false, enable_ipv6: true }
`

async function warned(api: string): Promise<readonly string[]> {
  const project = await projectOf(yaml)
  return apiLevels([...project.services.values()], project, api).map(
    (one) => formatDiagnostic(one, { cwd: '/w' }).split(': the engine')[0] ?? '',
  )
}

test('what an older engine leaves out without a word is warned of at its place', async () => {
  expect(await warned('1.41')).toEqual([
    'compose.yaml:4:18: warning[W110]: services.a.annotations has no effect',
    'compose.yaml:5:35: warning[W110]: services.a.networks.n.gw_priority has no effect',
    'compose.yaml:7:21: warning[W110]: networks.n.enable_ipv4 has no effect',
  ])
})

test.each([
  ['1.43', 2],
  ['1.47', 2],
  ['1.48', 0],
  ['1.51', 0],
])('an engine of API %s knows all but %i of them', async (api, count) => {
  expect(await warned(api)).toHaveLength(count)
})
