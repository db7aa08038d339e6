import { expect, test } from 'vitest'
import { load } from '../../src/load/load.ts'
import { withServices } from '../../src/model/no-such-service.ts'
import { plain, worldOf } from '../load/world.ts'

const files = { 'compose.yaml': 'services: {web: {image: x}, tool: {image: x, profiles: [debug]}}' }
const starts = (name: string): string =>
  `\`muster ps -a ${name}\` shows its containers, \`muster up -d ${name}\` starts them`

test.each([
  { service: 'web', rule: 'one that does not run', fix: starts('web') },
  { service: 'tool', rule: 'one whose profile is off, which its name enables', fix: starts('tool') },
  { service: 'wbe', rule: 'one that is misspelt', fix: 'did you mean `web`?' },
  { service: 'other', rule: 'one that is not there', fix: 'the services are: web' },
])('of a service without a container: $rule', async ({ service, fix }) => {
  const project = await load(plain, worldOf(files))
  expect(withServices(new Error('x'), service, project)).toMatchObject({ fix })
})
