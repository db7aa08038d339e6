import { describe, expect, it } from 'vitest'
import { load } from '../../src/load/load.ts'
import type { Project } from '../../src/model/project.ts'
import { type Selection, select } from '../../src/model/select.ts'
import { plain, worldOf } from '../load/world.ts'

const files = {
  'compose.yaml': `
services:
  web: {image: x, depends_on: [api], networks: [front]}
  api: {image: x, depends_on: {db: {condition: service_started}, cache: {condition: service_started, required: false}}}
  db: {image: x, volumes: ["data:/data"]}
  cache: {image: x, profiles: [fast]}
  tool: {image: x, profiles: [debug], volumes: ["logs:/logs"]}
  tool2: {image: x, profiles: [debug]}
networks: {front: , idle: }
volumes: {data: , logs: }
`,
}

async function selected(selection: Partial<Selection>): Promise<Project> {
  return select(await load(plain, worldOf(files)), {
    services: [],
    along: 'dependencies',
    allResources: false,
    ...selection,
  })
}

interface Row {
  readonly rule: string
  readonly selection: Partial<Selection>
  readonly services: string
}

const rows: readonly Row[] = [
  { rule: 'without names all services without profiles are active', selection: {}, services: 'api db web' },
  { rule: 'a name brings what it needs, transitively', selection: { services: ['web'] }, services: 'api db web' },
  { rule: 'a name brings nothing else', selection: { services: ['db'] }, services: 'db' },
  { rule: 'nothing comes along when told so', selection: { services: ['web'], along: 'nothing' }, services: 'web' },
  {
    rule: 'naming a service enables its profiles, not their other services',
    selection: { services: ['tool'] },
    services: 'tool',
  },
  { rule: 'a star stands for any letters', selection: { services: ['*b'] }, services: 'api db web' },
  { rule: 'a set stands for one letter', selection: { services: ['[de]b'] }, services: 'db' },
]

describe('select', () => {
  it.each(rows)('$rule', async ({ selection, services }) => {
    expect([...(await selected(selection)).services.keys()].join(' ')).toBe(services)
  })

  it('drops networks and volumes that no active service uses', async () => {
    const project = await selected({ services: ['db'] })
    expect([[...project.networks.keys()], [...project.volumes.keys()]]).toEqual([['default'], ['data']])
  })

  it('keeps them under --all-resources', async () => {
    const project = await selected({ allResources: true })
    expect([[...project.networks.keys()], [...project.volumes.keys()]]).toEqual([
      ['default', 'front', 'idle'],
      ['data', 'logs'],
    ])
  })

  it('forgets dependencies that were left behind', async () => {
    const project = await selected({ services: ['api'], along: 'nothing' })
    expect(project.services.get('api')?.depends_on).toBeUndefined()
  })

  it('says which service was likely meant', async () => {
    await expect(selected({ services: ['wbe'] })).rejects.toMatchObject({
      message: 'no such service: wbe',
      fix: 'did you mean `web`?',
    })
  })
})
