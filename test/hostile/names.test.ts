import { describe, expect, test } from 'vitest'
import { config, type ConfigView } from '../../src/api/config.ts'
import { worldOf, plain } from '../load/world.ts'
import { builtIn, projectOfNames } from './names.ts'

const stoodIn = ['qproto', 'qmaker', 'qtext', 'qowns']

/** The project with the built-in names, and with harmless ones put in place of them afterwards. */
async function both(
  view: ConfigView,
  format: 'yaml' | 'json',
): Promise<{ readonly real: string; readonly harmless: string }> {
  const read = async (names: readonly string[]): Promise<string> => {
    const options = { ...plain, profiles: [...names], services: [], view, format }
    return (await config(options, worldOf({ 'compose.yaml': projectOfNames(names, 'busybox') }))).text
  }
  return { real: await read(builtIn), harmless: await read(stoodIn) }
}

function lines(text: string, names: readonly string[]): readonly string[] {
  const renamed = names.reduce((rest, name, index) => rest.replaceAll(name, `name-${index}`), text)
  return renamed
    .split('\n')
    .map((line) => line.replace(/[,"']/g, ''))
    .sort()
}

describe('names that every object has are ordinary names', () => {
  test.each([
    ['model', 'yaml'],
    ['model', 'json'],
    ['services', 'yaml'],
    ['networks', 'yaml'],
    ['volumes', 'yaml'],
    ['profiles', 'yaml'],
    ['images', 'yaml'],
  ] as const)('in config as %s (%s)', async (view, format) => {
    const { real, harmless } = await both(view, format)
    expect(lines(real, builtIn)).toEqual(lines(harmless, stoodIn))
    expect(real.length).toBeGreaterThan(10)
  })

  test('in config --hash: a changed value of such a key changes the hash', async () => {
    const hash = async (value: string): Promise<string> => {
      const yaml = `services: {__proto__: {image: b, environment: {__proto__: ${value}}, labels: {constructor: a}}}`
      return (await config({ ...plain, services: [], view: 'hash', format: 'yaml' }, worldOf({ 'compose.yaml': yaml })))
        .text
    }
    expect(await hash('a')).toMatch(/^__proto__ [0-9a-f]{64}\n$/)
    expect(await hash('b')).not.toBe(await hash('a'))
  })

  test.each(builtIn)('%s as a variable of .env and as a key of it', async (name) => {
    const files = {
      '.env': `${name}=from-file\nA=\${${name}}\n`,
      'compose.yaml': `services: {a: {image: "b:\${${name}}-\${A}"}}`,
    }
    const { text } = await config({ ...plain, services: [], view: 'images', format: 'yaml' }, worldOf(files))
    expect(text).toBe('b:from-file-from-file\n')
  })

  test.each(builtIn)('%s is not set unless somebody sets it', async (name) => {
    const yaml = `services: {a: {image: "b:\${${name}:-unset}", environment: [${name}]}}`
    const options = { ...plain, services: [], view: 'model', format: 'yaml' } as const
    expect((await config(options, worldOf({ 'compose.yaml': yaml }))).text).toMatch(`image: b:unset`)
  })

  test('objects are as they were', () => {
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})
