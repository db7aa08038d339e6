import { expect, test } from 'vitest'
import { engineAfter, upText } from './helper.ts'

const yaml = (label: string): string =>
  `services: {a: {image: busybox, networks: [n]}}\nnetworks: {n: {labels: {l: "${label}"}}}`

test('a container that an interrupted up has taken off a changed network is made anew', async () => {
  const off = await engineAfter(yaml('1'), { 'p-a-1': { networks: new Map(), state: 'exited' } })
  expect(await upText(yaml('2'), off)).toMatch(/create-container +\S*p-a-1 +not connected to network p_n/)
})
