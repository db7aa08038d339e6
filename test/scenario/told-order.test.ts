import { expect, test } from 'vitest'
import { createTeller } from '../../src/scenario/told-order.ts'

const line = (kind: string, name: string, word: string): string => ` ${kind} ${name}  ${word}`
const services = ['shop-db', 'shop-api']

test('progress is told with dependencies first, whoever was faster, and what goes away the other way round', () => {
  const up = [
    line('Network', 'shop_default', 'Creating'),
    line('Container', 'shop-api-1', 'Creating'),
    line('Container', 'shop-db-1', 'Creating'),
    line('Container', 'shop-api-1', 'Created'),
    line('Container', 'shop-db-1', 'Created'),
    line('Network', 'shop_default', 'Created'),
    line('Container', 'shop-db-1', 'Starting'),
    line('Container', 'shop-db-1', 'Healthy'),
    line('Container', 'shop-api-1', 'Starting'),
  ]
  expect(createTeller()(up, services)).toEqual([
    line('Network', 'shop_default', 'Creating'),
    line('Network', 'shop_default', 'Created'),
    line('Container', 'shop-db-1', 'Creating'),
    line('Container', 'shop-db-1', 'Created'),
    line('Container', 'shop-api-1', 'Creating'),
    line('Container', 'shop-api-1', 'Created'),
    line('Container', 'shop-db-1', 'Starting'),
    line('Container', 'shop-db-1', 'Healthy'),
    line('Container', 'shop-api-1', 'Starting'),
  ])
  const down = [
    line('Container', 'shop-api-1', 'Stopping'),
    line('Container', 'shop-api-1', 'Removed'),
    line('Container', 'shop-db-1', 'Stopping'),
    line('Container', 'shop-db-1', 'Removed'),
    line('Network', 'shop_default', 'Removed'),
  ]
  expect(createTeller()(down, services)).toEqual(down)
  expect(createTeller()([...up.slice(6, 7), ...down.slice(2, 3)], services)).toEqual([up[6], down[2]])
})

test('volumes without a name keep the order in which they came first, each with its own lines', () => {
  const [one, other] = ['7367d85a0e7d', '254bf1da1f04']
  const tell = createTeller()
  const saved = [`${one} to snapshot s Saving`, `${other} to snapshot s Saving`, `${other} to snapshot s Saved`]
  expect(
    tell(
      saved.map((text) => ` Volume ${text}`),
      [],
    ),
  ).toEqual([saved[0], saved[1], saved[2]].map((it) => ` Volume ${it}`))
  const reset = [
    `${other} as new Emptying`,
    `${one} as new Emptying`,
    `${other} as new Emptied`,
    `${one} as new Emptied`,
  ]
  expect(
    tell(
      reset.map((text) => ` Volume ${text}`),
      [],
    ),
  ).toEqual([reset[1], reset[3], reset[0], reset[2]].map((it) => ` Volume ${it}`))
})
