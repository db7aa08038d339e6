import { expect, test } from 'vitest'
import { engineAfter, upPlan } from './helper.ts'

test.each([
  { has: 'one content', mounts: 'configs: [a]', because: 'the content of config a changed' },
  {
    has: 'one content twice',
    mounts: 'configs: [a, {source: a, target: /b}]',
    because: 'the content of config a changed',
  },
  { has: 'several', mounts: 'configs: [a, b]', because: 'the content of one of config a, config b changed' },
])('a container is replaced when the content of a config without host file changed: $has', async (row) => {
  const yaml = (content: string): string =>
    `services: {web: {image: busybox, ${row.mounts}}}\nconfigs: {a: {content: ${content}}, b: {content: same}}`
  const plan = await upPlan(yaml('new'), await engineAfter(yaml('old')))
  expect(plan.steps[0]).toMatchObject({ action: { do: 'create-container' }, because: row.because })
})
