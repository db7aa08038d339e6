import { expect, test } from 'vitest'
import { suggest } from '../../src/source/suggest.ts'

const keys = ['image', 'environment', 'env_file', 'ports', 'expose', 'depends_on', 'volumes', 'volumes_from', 'command']

test.each([
  ['port', 'ports'],
  ['depend_on', 'depends_on'],
  ['dependsOn', 'depends_on'],
  ['env', 'environment'],
  ['enviroment', 'environment'],
  ['imgae', 'image'],
  ['volume', 'volumes'],
  ['cmd', 'command'],
  ['env-file', 'env_file'],
  ['x', undefined],
  ['wrongField', undefined],
  ['toString', undefined],
])('%s was meant to be %s', (word, meant) => {
  expect(suggest(word, keys)).toBe(meant)
})
