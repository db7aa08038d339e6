import { describe, expect, it } from 'vitest'
import { load } from '../../src/load/load.ts'
import { contentsOf } from '../../src/model/contents.ts'
import { ComposeError } from '../../src/source/diagnostic.ts'
import { plain, worldOf } from './world.ts'

const included = `services:
  app: { image: i, secrets: [s], configs: [c] }
secrets: { s: { environment: OWN } }
configs: { c: { environment: SHARED } }
`

async function contents(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const project = await load(plain, worldOf(files))
  const [service] = project.services.values()
  return service === undefined ? [] : contentsOf(project, service).map(({ key, content }) => `${key}: ${content}`)
}

describe('configs and secrets from variables in an included file', () => {
  it("see the included project's own .env, behind the variables of the including one", async () => {
    const found = await contents({
      'compose.yaml': 'include: [sub/compose.yaml]',
      '.env': 'SHARED=outer',
      'sub/compose.yaml': included,
      'sub/.env': 'OWN=inner\nSHARED=inner',
    })
    expect(found).toEqual(['config c: outer', 'secret s: inner'])
  })

  it('see the env file that the entry names, also when the including file is included itself', async () => {
    const found = await contents({
      'compose.yaml': 'include: [middle/compose.yaml]',
      'middle/compose.yaml': 'include: [{ path: ../sub/compose.yaml, env_file: own.env }]',
      'middle/own.env': 'OWN=named\nSHARED=named',
      'sub/compose.yaml': included,
    })
    expect(found).toEqual(['config c: named', 'secret s: named'])
  })

  it('are a conflict when two projects give one of them different values, which are not shown', async () => {
    const files = {
      'compose.yaml': 'include: [one/compose.yaml, other/compose.yaml]',
      'one/compose.yaml': 'secrets: { s: { environment: OWN } }',
      'one/.env': 'OWN=value-one',
      'other/compose.yaml': 'secrets: { s: { environment: OWN } }\nservices: { a: { image: i } }',
      'other/.env': 'OWN=value-two',
    }
    const error = await load(plain, worldOf(files)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ComposeError)
    const told = (error as ComposeError).diagnostics.map((it) => [it.kind, it.at?.file.path])
    expect(told).toEqual([['include-conflict', '/p/other/compose.yaml']])
    expect(
      JSON.stringify((error as ComposeError).diagnostics.map(({ message, notes }) => [message, notes])),
    ).not.toContain('value-')
  })
})
