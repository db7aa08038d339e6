import { expect, test } from 'vitest'
import { label } from '../../src/model/labels.ts'
import { emptyEngine, upText } from './helper.ts'

const upBeside = async (labels: Readonly<Record<string, string>>): Promise<string> => {
  const network = { id: 'i', name: 'p_default', labels: new Map(Object.entries(labels)) }
  return await upText(
    'services: {web: {image: busybox}}',
    emptyEngine({ networks: new Map([['p_default', [network]]]) }),
  )
}

test.each([
  { of: 'nobody', labels: {}, fix: 'set `external: true` to use this one' },
  { of: 'this project', labels: { [label.project]: 'p' }, fix: 'remove the old network' },
  {
    of: 'another project',
    labels: { [label.project]: 'q', [label.network]: 'x' },
    fix: 'set `external: true` to use this one',
  },
])('a network of the wanted name that $of made for another key is refused', async ({ labels, fix }) => {
  await expect(upBeside(labels)).rejects.toThrow(
    expect.objectContaining({
      message: expect.stringContaining('network p_default was found but has incorrect label'),
      diagnostics: [expect.objectContaining({ fix: expect.stringContaining(fix) })],
    }),
  )
})

test.each([
  { of: 'nobody', labels: {}, maker: 'by compose' },
  { of: 'another project', labels: { [label.project]: 'q' }, maker: 'for project "p"' },
])('a network of the wanted name that $of made for the same key is used with a warning', async ({ labels, maker }) => {
  const plan = await upBeside({ ...labels, [label.network]: 'default' })
  expect(plan).toContain(`a network with name p_default exists but was not created ${maker}. Set`)
  expect(plan).not.toContain('create-network')
})
