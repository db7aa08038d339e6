import { expect, test } from '@playwright/test'

// The API alone; page.spec.js opens the page in a browser.
test.use({ baseURL: process.env.API_URL })

test('who signs is listed', async ({ request }) => {
  expect((await request.post('/', { data: 'Ada' })).status()).toBe(201)
  expect(await (await request.get('/')).json()).toContain('Ada')
})

test('nobody cannot sign', async ({ request }) => {
  expect((await request.post('/', { data: ' ' })).status()).toBe(400)
})
