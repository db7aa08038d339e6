import { expect, test } from 'vitest'
import { emptyEngine, upText } from './helper.ts'

const yaml = `services:
  db: { image: busybox, healthcheck: { test: "true" } }
  web:
    image: busybox
    scale: 2
    depends_on: { db: { condition: service_healthy } }
    pre_start: [{ command: a }, { command: b, image: nginx }]
`

test('pre_start waits for what the service waits for, and every container of the service for it', async () => {
  expect(await upText(yaml, emptyEngine())).toMatchInlineSnapshot(`
    "#1 create-network     p_default                      not found
    #2 create-container   p-db-1                         no container yet
    #3 create-container   p-web-1                        no container yet
    #4 create-container   p-web-2                        no container yet
    #5 start-container    p-db-1                         new  after #1 #2
    #6 wait               p-db-1 healthy                 web needs it  after #5
    #7 create-container   p-web-1-pre_start-0            pre_start  after #1 #3 #6
    #8 start-container    p-web-1-pre_start-0            pre_start  after #7
    #9 wait               p-web-1-pre_start-0 completed  pre_start  after #8
    #10 remove-container  p-web-1-pre_start-0            pre_start  after #9
    #11 pull-image        nginx                          missing locally
    #12 create-container  p-web-1-pre_start-1            pre_start  after #10 #11
    #13 start-container   p-web-1-pre_start-1            pre_start  after #12
    #14 wait              p-web-1-pre_start-1 completed  pre_start  after #13
    #15 remove-container  p-web-1-pre_start-1            pre_start  after #14
    #16 start-container   p-web-1                        new  after #1 #3 #6 #15
    #17 start-container   p-web-2                        new  after #1 #4 #6 #15"
  `)
})
