import { expect, test } from '@playwright/test'

test.use({ baseURL: process.env.API_URL })

test('who signs in the page is in the list, also when the page is loaded again', async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('Your name').fill('Grace <b>Hopper</b>')
  await page.getByRole('button', { name: 'Sign' }).click()
  const entry = page.getByRole('listitem').filter({ hasText: 'Grace <b>Hopper</b>' })
  await expect(entry).toHaveCount(1)
  await page.reload()
  await expect(entry).toHaveCount(1)
})

test('the page lists who has signed elsewhere', async ({ page, request }) => {
  await request.post('/', { data: 'Katherine' })
  await page.goto('/')
  await expect(page.getByRole('heading')).toHaveText('Guest book')
  await expect(page.getByRole('listitem').filter({ hasText: 'Katherine' })).toBeVisible()
})

test('a list that comes late does not hide who has signed since', async ({ page }) => {
  const { promise: signed, resolve: release } = Promise.withResolvers()
  let held
  await page.route('/', async (route) => {
    if (held !== undefined || route.request().resourceType() !== 'fetch') return await route.continue()
    held = route.request()
    const response = await route.fetch()
    await signed
    await route.fulfill({ response })
  })
  await page.goto('/')
  await page.getByLabel('Your name').fill('Ida')
  await page.getByRole('button', { name: 'Sign' }).click()
  const entry = page.getByRole('listitem').filter({ hasText: 'Ida' })
  await expect(entry).toHaveCount(1)
  const late = page.waitForEvent('requestfinished', { predicate: (request) => request === held })
  release()
  await late
  await page.evaluate(() => new Promise(requestAnimationFrame))
  await expect(entry).toHaveCount(1, { timeout: 500 })
})
