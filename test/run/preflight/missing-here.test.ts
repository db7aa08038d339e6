import { expect, test } from 'vitest'
import { missingHere } from '../../../src/run/preflight/preflight.ts'
import { projectOf, upPlan } from '../../plan/helper.ts'

const host = { isEngines: async () => true, containers: async () => [] }

/** `web` has a file below a folder that `maker` has, too. */
async function missing(folder: string): Promise<readonly string[]> {
  const yaml = `services:
  web: {image: busybox, volumes: ["/nonexistent/made/app.conf:/app.conf"]}
  maker: {image: busybox, volumes: ["${folder}"]}
`
  const found = await missingHere(await upPlan(yaml), await projectOf(yaml), host)
  return found.map(({ message }) => message.split(' ').slice(0, 2).join(' '))
}

test.each([
  { folder: '/nonexistent/made:/out', found: [] },
  { folder: '/nonexistent/made:/out:ro', found: ['web: /nonexistent/made/app.conf'] },
  { folder: '/nonexistent/other:/out', found: ['web: /nonexistent/made/app.conf'] },
])('a file is missed unless a container may write it first: $folder', async ({ folder, found }) => {
  expect(await missing(folder)).toEqual(found)
})
