import { describe, expect, test } from 'vitest'
import { graphOf } from '../../src/graph/graph.ts'
import type { Copy } from '../../src/model/isolation.ts'
import { label } from '../../src/model/labels.ts'
import { volumeName } from '../../src/model/names.ts'
import { planDown } from '../../src/plan/down.ts'
import { plainDown } from '../../src/plan/policy.ts'
import { protectedVolumes } from '../../src/plan/protected-volumes.ts'
import { engineAfter, projectOf } from './helper.ts'

const copy: Copy = { name: 'x', ports: 'fresh', written: new Map(), tags: new Set() }

const fileWith = (protect: string): string => `
services:
  db: {image: busybox, volumes: ["data:/d", "cache:/c"]}
volumes:
  data: {x-protect: ${protect}}
  cache: {}
`

async function removedBy(
  yaml: string,
  unprotect: boolean,
): Promise<{ gone: readonly string[]; said: readonly string[] }> {
  const project = await projectOf(yaml)
  const policy = { ...plainDown, volumes: 'remove', unprotect } as const
  const plan = planDown({ name: 'p', project, graph: graphOf(project) }, await engineAfter(yaml), policy)
  const gone = plan.steps.flatMap(({ action }) => (action.do === 'remove-volume' ? [action.volume] : []))
  return { gone, said: plan.warnings }
}

describe('a volume with x-protect', () => {
  test('stays when the others are removed, and where that is said is told', async () => {
    expect(await removedBy(fileWith('true'), false)).toEqual({
      gone: ['p_cache'],
      said: ['Volume p_data is protected (compose.yaml:5:21) and stays with its data; --unprotect removes it, too'],
    })
  })

  test('goes with --unprotect', async () => {
    expect((await removedBy(fileWith('true'), true)).gone).toEqual(['p_cache', 'p_data'])
  })

  test.each(['yes', '"true"', '1', '{}', 'null', ''])('is protected by %s, too', async (value) => {
    expect((await removedBy(fileWith(value), false)).gone).toEqual(['p_cache'])
  })

  test.each(['false', '"false"'])('is not protected by %s', async (value) => {
    expect((await removedBy(fileWith(value), false)).gone).toEqual(['p_cache', 'p_data'])
  })

  test('stays where no file is read', async () => {
    const observed = await engineAfter(fileWith('true'))
    const policy = { ...plainDown, volumes: 'remove' } as const
    expect(planDown({ name: 'p' }, observed, policy).warnings).toEqual([
      'Volume p_data is protected (label dev.muster.protect) and stays with its data; --unprotect removes it, too',
    ])
  })

  test.each([
    ['nothing', 'data: ', ['p_cache']],
    ['x-protect: false', 'data: {x-protect: false}', ['p_cache', 'p_data']],
  ])('that was protected when it was made, and of which the file now says %s', async (_, now, gone) => {
    const observed = await engineAfter(fileWith('true'))
    const project = await projectOf(fileWith('true').replace('data: {x-protect: true}', now))
    const policy = { ...plainDown, volumes: 'remove' } as const
    const { steps } = planDown({ name: 'p', project, graph: graphOf(project) }, observed, policy)
    expect(steps.flatMap(({ action }) => (action.do === 'remove-volume' ? [action.volume] : []))).toEqual(gone)
  })

  test.each([
    ['by its label', '{external: true}', 'is protected (label dev.muster.protect)'],
    ['by the file', '{external: true, x-protect: true}', 'is protected (compose.yaml:4:37)'],
  ])('is protected from being overwritten where it is external, also from copies: %s', async (_, data, words) => {
    const project = await projectOf(
      `services:\n  db: {image: busybox, volumes: ["data:/d"]}\nvolumes:\n  data: ${data}\n`,
    )
    const labels = new Map([[label.protect, 'true']])
    for (const one of [project, { ...project, copy }]) {
      const name = volumeName(one, 'data')
      expect([...protectedVolumes(one, [{ name, labels }])]).toEqual([[name, words]])
    }
  })

  test('is not protected in a copy of the project', async () => {
    const project = await projectOf(fileWith('true'))
    expect(protectedVolumes(project, []).size).toBe(1)
    expect(protectedVolumes({ ...project, copy }, []).size).toBe(0)
  })
})
