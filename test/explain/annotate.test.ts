import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { config, type ConfigOptions } from '../../src/api/config.ts'
import type { LoadWorld } from '../../src/load/options.ts'
import { plain, worldOf } from '../load/world.ts'
import { web } from './helper.ts'

const model: ConfigOptions = { ...plain, services: [], view: 'model', format: 'yaml' }

async function annotated(
  files: Readonly<Record<string, string>>,
  options: Partial<ConfigOptions> = {},
): Promise<string> {
  return (await config({ ...model, ...options, annotate: '/p' }, worldOf(files, { SHELL_VAR: 's' }))).text
}

describe('config --annotate', () => {
  it('says of each line where it comes from, what is in it and what it replaces', async () => {
    const files = {
      'compose.yaml': web(
        '    hostname: h-${SHELL_VAR}\n    env_file: a.env\n    environment: { A: "${V:-d}" }\n    extends: base\n  base: { restart: always, image: y }\n',
      ),
      'compose.override.yaml': 'services: { web: { hostname: "${DOT}" } }',
      'a.env': 'A=file\nB=1\n',
      '.env': 'DOT=dot\n',
    }
    expect(await annotated(files, { services: ['web'] })).toBe(`name: p              # the project's folder
services:            # compose.override.yaml:1:1
  web:               # compose.override.yaml:1:13
    environment:     # compose.yaml:6:5
      A: d           # compose.yaml:6:23; $V from its default; over a.env:1:1
      B: "1"         # a.env:2:1; named at compose.yaml:5:15
    hostname: dot    # compose.override.yaml:1:30; $DOT from .env:1:1; over compose.yaml:4:15
    image: x         # compose.yaml:3:12; over compose.yaml:8:35
    networks:        # implied: a service without networks joins \`default\`
      default: null  # implied: a service without networks joins \`default\`
    restart: always  # compose.yaml:8:20; extended at compose.yaml:7:14
networks:            # implied: a service joins no network by name
  default:           # implied: a service joins no network by name
    name: p_default  # implied: \`<project>_<key>\`
`)
  })

  it('puts no comment into the text of a block scalar', async () => {
    const files = { 'compose.yaml': web('    labels:\n      l: |\n        one: 1\n        two: 2\n') }
    const text = await annotated(files)
    expect(text).toMatch(/^ {6}l: \| +# compose\.yaml:5:10\n {8}one: 1\n {8}two: 2$/m)
  })

  it('pushes only the comments of long lines', async () => {
    const long = 'x'.repeat(90)
    const text = await annotated({ 'compose.yaml': web(`    labels: { a: ${long}, b: c }\n`) })
    expect(text).toContain(`      a: ${long}  # compose.yaml:4:18\n      b: c           # compose.yaml:4:113`)
  })
})

/** The projects of the conformance tests; what is printed with and without comments is read as the same model. */
describe('what config prints is a compose file again', () => {
  const home = join(import.meta.dirname, '../load')
  it.each(['documents-and-anchors', 'extends-and-paths', 'implied', 'include-projects', 'override-and-dotenv'])(
    '%s',
    async (name) => {
      expect(await readdir(home)).toContain(name)
      const cwd = join(home, name)
      const world: LoadWorld = {
        cwd,
        home: '/root',
        env: new Map(),
        readFile: async (path) => await readFile(path, 'utf8'),
        exists: async (path) => existsSync(path),
      }
      // Optional dependencies on services that no profile enables are printed, and refused when they are read.
      const whole: ConfigOptions = { ...model, profiles: ['*'] }
      const { text } = await config(whole, world)
      const commented = await config({ ...whole, annotate: cwd }, world)
      for (const printed of [text, commented.text]) {
        const again = {
          ...world,
          readFile: async (path: string) => (path === join(cwd, 'printed.yaml') ? printed : ''),
        }
        expect((await config({ ...whole, files: ['printed.yaml'] }, again)).text).toBe(text)
      }
    },
  )
})
