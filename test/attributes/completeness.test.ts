import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { service } from '../../src/attributes/service.ts'

const schema = JSON.parse(readFileSync(new URL('../../schema/compose.schema.json', import.meta.url), 'utf8')) as {
  readonly $defs?: Record<string, { readonly properties: object }>
  readonly definitions?: Record<string, { readonly properties: object }>
}

const declared = Object.keys((schema.$defs ?? schema.definitions)?.['service']?.properties ?? {})

describe('the table of a service', () => {
  it('has every key of the schema', () => {
    expect(declared.length).toBeGreaterThan(90)
    expect(declared.filter((key) => !Object.hasOwn(service, key))).toEqual([])
  })

  it('has no key that the schema does not have', () => {
    expect(Object.keys(service).filter((key) => !declared.includes(key))).toEqual([])
  })
})
