import { expect, test } from 'vitest'
import { emptyEngine, engineAfter, upText } from './helper.ts'

const yaml = `
services:
  db: {image: busybox, healthcheck: {test: "true"}}
  web:
    image: nginx
    depends_on: {db: {condition: service_healthy, restart: true}}
`

test('a one-off needs its image and its dependencies, and no container of its service', async () => {
  expect(await upText(yaml, emptyEngine(), { oneOff: 'web' })).toMatchInlineSnapshot(`
    "#1 pull-image        nginx           missing locally
    #2 create-network    p_default       not found
    #3 create-container  p-db-1          no container yet
    #4 start-container   p-db-1          new  after #2 #3
    #5 wait              p-db-1 healthy  web needs it  after #4"
  `)
})

test('what runs already stays, also where the service itself has changed', async () => {
  const observed = await engineAfter(yaml)
  expect(await upText(yaml.replace('nginx', 'busybox'), observed, { oneOff: 'web' })).toMatchInlineSnapshot(`
    "#1 wait  p-db-1 healthy  web needs it
    = p-db-1  running"
  `)
})

test('a dependency that is replaced takes nobody of the service along', async () => {
  const observed = await engineAfter(yaml)
  expect(await upText(yaml.replace('"true"', '"false"'), observed, { oneOff: 'web' })).toMatchInlineSnapshot(`
    "#1 pull-image        nginx                          missing locally
    #2 create-container  702d64622d31_p-db-1            healthcheck changed
    #3 stop-container    p-db-1                         healthcheck changed  after #2
    #4 remove-container  p-db-1                         healthcheck changed  after #2 #3
    #5 rename-container  702d64622d31_p-db-1 -> p-db-1  healthcheck changed  after #2 #4
    #6 start-container   p-db-1                         recreated  after #5
    #7 wait              p-db-1 healthy                 web needs it  after #6"
  `)
})
