import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { config } from '../../src/api/config.ts'
import { plain } from './world.ts'

const home = import.meta.dirname
const names = (await readdir(home, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && existsSync(join(home, entry.name, 'expected.yaml')))
  .map((entry) => entry.name)

/** Each folder is a project; `expected.yaml` is what docker compose 2.40.3 prints in it, `${DIR}` standing for the folder. */
describe('config', () => {
  it.each(names)('prints %s byte for byte as docker compose', async (name) => {
    const cwd = join(home, name)
    const world = {
      cwd,
      home: '/root',
      env: new Map<string, string>(),
      readFile: async (path: string) => readFile(path, 'utf8'),
      exists: async (path: string) => existsSync(path),
    }
    const { text } = await config({ ...plain, services: [], view: 'model', format: 'yaml' }, world)
    expect(text.replaceAll(cwd, '${DIR}')).toBe(await readFile(join(cwd, 'expected.yaml'), 'utf8'))
  })
})
