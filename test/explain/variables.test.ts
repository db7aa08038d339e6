import { describe, expect, it } from 'vitest'
import { explain } from '../../src/api/explain.ts'
import { explanationJson } from '../../src/cli/format/explain-format.ts'
import { plain, worldOf } from '../load/world.ts'
import { textOf, web } from './helper.ts'

describe('explain of a variable', () => {
  it('lists every place that uses it, and what it becomes there', async () => {
    const files = {
      'compose.yaml': web('    hostname: ${V-a}\n    ports: ["${V:-80}:80"]\n    labels: { l: "${V+set}" }\n'),
    }
    expect(await textOf('V', { files })).toBe(`$V is not set

used at
compose.yaml:4:15  services.web.hostname  \${V-a}       = a   its default
compose.yaml:5:13  services.web.ports[0]  \${V:-80}:80  = 80  its default
compose.yaml:6:18  services.web.labels.l  \${V+set}     =
`)
  })

  it('finds the services in whose environment it is, when nothing else knows it', async () => {
    const files = { 'compose.yaml': web('    environment: { DB_URL: a }\n') }
    expect(await textOf('DB_URL', { files })).toBe(`$DB_URL is not set

services.web.environment.DB_URL: a
* compose.yaml:4:28  a  the only place that sets it
`)
  })
})

describe('explain of a section', () => {
  it('has one line for each value, and those that were removed', async () => {
    const files = {
      'compose.yaml': web('    ports: ["80:80"]\n    environment: { A: "1", B: "${B}" }\n    cap_add: [X]\n'),
      'compose.override.yaml': 'services: { web: { environment: { A: "2" }, cap_add: !reset [], image: y } }',
      '.env': 'B=b\n',
    }
    expect(await textOf('services.web', { files })).toBe(`services.web
  environment.A  2                 compose.override.yaml:1:38  over compose.yaml:5:23
  environment.B  b                 compose.yaml:5:31           $B from .env:1:1
  image          y                 compose.override.yaml:1:72  over compose.yaml:3:12
  networks       {"default":null}  implied                     a service without networks joins \`default\`
  ports[0]       80:80             compose.yaml:4:13
  cap_add        (removed)                                     removed at compose.override.yaml:1:61; was compose.yaml:6:14
`)
  })

  it('is for programs the same as JSON with the whole places', async () => {
    const world = worldOf({ 'compose.yaml': web('') })
    const { explanation } = await explain('services.web.image', plain, world)
    expect(JSON.parse(explanationJson(explanation))).toEqual({
      kind: 'value',
      path: 'services.web.image',
      value: 'x',
      sources: [
        {
          kind: 'file',
          at: { file: '/p/compose.yaml', line: 3, column: 12 },
          value: 'x',
          wins: true,
          why: 'the only place that sets it',
        },
      ],
      variables: [],
    })
  })

  it('covers services whose profile is not enabled, with their env files', async () => {
    const files = { 'compose.yaml': web('    profiles: [p]\n    env_file: a.env\n'), 'a.env': 'A=1\n' }
    expect(await textOf('services.web.environment.A', { files })).toContain('* a.env:1:1  1')
  })
})

describe('what is neither path nor variable', () => {
  it.each([
    ['web.image', 'did you mean `services.web.image`?'],
    ['services.wbe.image', 'did you mean `services.web.image`?'],
    ['services.web.imaeg', 'did you mean `services.web.image`?'],
    ['services.web.environment.TAGG', 'did you mean `services.web.environment.TAG`?'],
    ['VERSOIN', 'did you mean `VERSION`?'],
    ['services.web.image.x', 'services.web.image holds one value: explain that'],
    ['services.nothing.like.it', 'below services there is: web'],
  ])('%s', async (path, fix) => {
    const files = { 'compose.yaml': web('    environment: { TAG: "${VERSION:-1}" }\n') }
    await expect(textOf(path, { files })).rejects.toMatchObject({
      message: `${JSON.stringify(path)} is not a path of the model or a variable`,
      fix,
    })
  })
})

describe('a variable', () => {
  it('knows that a file sets it twice', async () => {
    const files = { 'compose.yaml': web('    hostname: ${LEVEL}\n'), '.env': 'LEVEL=1\nLEVEL=2\n' }
    expect(await textOf('LEVEL', { files })).toContain('* .env:2:1  2  the last line that sets it\n')
  })

  it('finds its uses in env files of services', async () => {
    const files = { 'compose.yaml': web('    env_file: a.env\n'), 'a.env': 'LEVEL=${LEVEL}\n', '.env': 'LEVEL=3\n' }
    expect(await textOf('LEVEL', { files })).toContain(
      'used at\na.env:1:1  services.web.environment.LEVEL  ${LEVEL}  = 3',
    )
  })

  it('says that a default counts where nothing sets it', async () => {
    const files = { 'compose.yaml': web('    environment: { P: "${DB_PASSWORD:-abc}" }\n') }
    expect(await textOf('DB_PASSWORD', { files })).toContain('${DB_PASSWORD:-•••}  = •••  its default\n')
  })
})
