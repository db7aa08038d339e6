import { describe, expect, it } from 'vitest'
import { config } from '../../src/api/config.ts'
import { describe as explain } from '../../src/render/errors.ts'
import { plain, worldOf } from './world.ts'

type Files = Readonly<Record<string, string>>

/** What `config --format json` shows of service `s`, or the messages. Answers are those of docker compose 2.40.3. */
async function outcome(files: Files, env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const named = Object.keys(files).filter((file) => /^\d/.test(file))
  try {
    const options = { ...plain, files: named, services: [], view: 'model', format: 'json' } as const
    const { text } = await config(options, worldOf(files, env))
    return (JSON.parse(text) as { services: { s: unknown } }).services.s
  } catch (error) {
    return explain(error, { cwd: '/p', color: 'never' })
  }
}

/** Files of which each holds one more part of service `s`. */
function layers(...parts: readonly string[]): Files {
  return Object.fromEntries(
    parts.map((part, i) => [`${i}.yaml`, `services:\n  s:\n    ${i === 0 ? 'image: x\n    ' : ''}${part}\n`]),
  )
}

describe('a later file', () => {
  it.each<[rule: string, parts: readonly string[], expected: object]>([
    [
      'resets a key of a mapping',
      ['environment: {A: 1, B: 2}', 'environment: {A: !reset null}'],
      { environment: { B: '2' } },
    ],
    [
      'resets no key of a list',
      ['environment: [A=1, B=2]', 'environment: {A: !reset null}'],
      { environment: { A: '1', B: '2' } },
    ],
    [
      'resets no key of what two files have merged',
      ['labels: {A: 1}', 'labels: {B: 2}', 'labels: {A: !reset null}'],
      { labels: { A: '1', B: '2' } },
    ],
    [
      'resets no key after a null, which merges as an empty list',
      ['labels: {A: 1}', 'labels: null', 'labels: {A: !reset null}'],
      { labels: { A: '1' } },
    ],
    [
      'resets a build context that was written as a list',
      ['build: {context: /b, additional_contexts: [a=/x, b=/y]}', 'build: {additional_contexts: {a: !reset null}}'],
      { build: { context: '/b', dockerfile: 'Dockerfile', additional_contexts: { b: '/y' } } },
    ],
    [
      'resets a host of a mapping',
      ['extra_hosts: {a: 1.1.1.1, b: 2.2.2.2}', 'extra_hosts: {a: !reset null}'],
      { extra_hosts: ['b=2.2.2.2'] },
    ],
    ['adds ports to expose by their whole text', ['expose: ["80"]', 'expose: ["80=1"]'], { expose: ['80', '80=1'] }],
    [
      'merges limits of a build deeply',
      ['build: {context: /b, ulimits: {a: {soft: 1, hard: 2}}}', 'build: {ulimits: {a: {soft: 3}}}'],
      { build: { context: '/b', dockerfile: 'Dockerfile', ulimits: { a: { soft: 3, hard: 2 } } } },
    ],
  ])('%s', async (_rule, parts, expected) => {
    expect(await outcome(layers(...parts))).toMatchObject(expected)
  })

  it.each<[what: string, parts: readonly string[], message: string]>([
    [
      'a repeated security option',
      ['security_opt: ["a:1"]', 'security_opt: ["a:1"]'],
      'services.s.security_opt has an item twice',
    ],
    ['a repeated group', ['group_add: ["1"]', 'group_add: ["1"]'], 'services.s.group_add has an item twice'],
    ['a null test', ['healthcheck: {test: a}', 'healthcheck: {test: null}'], 'services.s.healthcheck.test must be'],
    ['a list over a mapping', ['x-a: {b: 1}', 'x-a: [1]'], '1.yaml:3:10: error[E021]: cannot override services.s.x-a'],
    ['a word over a list', ['x-a: [1]', 'x-a: 1'], 'cannot override services.s.x-a'],
    [
      'ssh as a list',
      ['build: {context: /b, ssh: [default]}', 'build: {ssh: [default]}'],
      'cannot override services.s.build.ssh',
    ],
    ['all processors over requests', ['gpus: [{count: 1}]', 'gpus: all'], 'cannot override services.s.gpus'],
    [
      'a number over both limits of a build',
      ['build: {context: /b, ulimits: {a: {soft: 1, hard: 2}}}', 'build: {ulimits: {a: 1}}'],
      'cannot override services.s.build.ulimits.a',
    ],
    ['what it supplies too late', ['volumes: [{target: /a}]', 'volumes: ["v:/a"]'], "missing property 'type'"],
  ])('is refused with %s', async (_what, parts, message) => {
    expect(await outcome(layers(...parts))).toContain(message)
  })
})

describe('a service that extends another one', () => {
  const extending = (base: string, own: string): Files => ({
    '0.yaml': `services:\n  s:\n    extends: {service: b, file: b.yaml}\n    ${own}\n`,
    'b.yaml': `services:\n  b:\n    image: x\n    ${base}\n`,
  })

  it.each<[rule: string, files: Files, expected: object]>([
    ['keeps what it sets to null', extending('dns: [a]', 'dns: null'), { dns: ['a'] }],
    [
      'gets nothing of what its base resets',
      extending('environment: !reset {A: 1}', 'environment: {B: 2}'),
      { environment: { B: '2' } },
    ],
    [
      'gets nothing of what an earlier document of its base resets, and what a later one adds',
      {
        ...extending('', ''),
        'b.yaml': [
          'services: {b: {image: x, dns: !reset [a], labels: !reset {A: 1}}}',
          'services: {b: {dns: [b], labels: {B: 2}}}',
        ].join('\n---\n'),
      },
      { dns: ['b'], labels: { B: '2' } },
    ],
    [
      'may reset that it extends',
      { '0.yaml': 'services: {b: {image: x, dns: [a]}, s: {image: y, extends: !reset b}}' },
      { image: 'y' },
    ],
  ])('%s', async (_rule, files, expected) => {
    const service = await outcome(files)
    expect(service).toMatchObject(expected)
  })

  it.each<[what: string, files: Files, message: string]>([
    ['an unknown key in its base', extending('port: [80]', ''), 'b.yaml:4:5: error[E020]'],
    ['a wrong type in its base', extending('dns: [1]', ''), 'b.yaml:4:11: error[E021]'],
    ['a base that is a word', { ...extending('', ''), 'b.yaml': 'services: {b: q}' }, 'services.b must be a mapping'],
    ['an empty file', { ...extending('', ''), 'b.yaml': '' }, 'service "b" not found'],
  ])('is refused with %s', async (_what, files, message) => {
    expect(await outcome(files)).toContain(message)
  })
})

describe('an included project', () => {
  const including = (item: string, files: Files): Files => ({ '0.yaml': `include: [${item}]\n`, ...files })

  it.each<[rule: string, files: Files, expected: object]>([
    [
      'gives its own variables to names without value',
      including('d/c.yaml', { 'd/c.yaml': 'services: {s: {image: x, environment: [V]}}', 'd/.env': 'V=inner\n' }),
      { environment: { V: 'inner' } },
    ],
    [
      'has its own .env where it lists no env file',
      including('{path: d/c.yaml, env_file: []}', {
        'd/c.yaml': 'services: {s: {image: "${V}"}}',
        'd/.env': 'V=inner\n',
      }),
      { image: 'inner' },
    ],
    [
      'may leave settings null',
      including('{path: d/c.yaml, env_file: null, project_directory: null}', {
        'd/c.yaml': 'services: {s: {image: x}}',
      }),
      { image: 'x' },
    ],
    [
      'looks for files in a project_directory that is missing, and for everything else beside it',
      including('{path: d/c.yaml, project_directory: missing}', {
        'd/c.yaml': 'include: [../d/e/e.yaml]\nservices: {t: {image: x, build: ./b}}',
        'd/e/e.yaml': 'services: {s: {image: x, extends: {file: e/b.yaml, service: b}, volumes: [./v:/v]}}',
        'd/e/e/b.yaml': 'services: {b: {build: .}}',
      }),
      // Led back from the missing folder, paths leave the project: so it is with docker compose.
      { build: { context: '/d/e/e' }, volumes: [{ source: '/d/e/v' }] },
    ],
    [
      'is missing where an absolute project_directory is',
      including('{path: d/c.yaml, project_directory: /missing/q}', { 'd/c.yaml': 'services: {s: {build: .}}' }),
      { build: { context: '/missing/q' } },
    ],
  ])('%s', async (_rule, files, expected) => {
    expect(await outcome(files)).toMatchObject(expected)
  })

  it('is left out by !reset', async () => {
    const files = {
      '0.yaml': 'include: !reset [c.yaml]\nservices: {s: {image: x}}',
      'c.yaml': 'services: {s: {image: y}}',
    }
    expect(await outcome(files)).toMatchObject({ image: 'x' })
  })
})

describe('external.name', () => {
  const named = (...resources: readonly string[]): Files =>
    Object.fromEntries(
      resources.map((resource, i) => [`${i}.yaml`, `services: {s: {image: x}}\nsecrets: {a: ${resource}}`]),
    )

  it.each<[what: string, resources: readonly string[]]>([
    ['another name of an earlier file', ['{name: one, file: a}', '{external: {name: two}}']],
    ['its own of an earlier file', ['{external: {name: one}}', '{external: {name: two}}']],
    ['an empty one', ['{name: "", file: a}', '{external: !override {name: two}}']],
    ['another name beside it', ['{name: one, external: {name: two}}']],
  ])('contradicts %s', async (_what, resources) => {
    expect(await outcome(named(...resources))).toContain('secrets.a: name and external.name conflict')
  })

  it.each<[what: string, resources: readonly string[]]>([
    ['the same name', ['{name: one, external: true}', '{external: {name: one}}']],
    ['a name that the same file resets', ['{name: one, external: true}', '{name: !reset q, external: {name: two}}']],
    ['what the file overrides', ['{name: one, external: true}', '!override {external: {name: two}}']],
    ['a name of a later file', ['{external: {name: one}}', '{name: two}']],
  ])('stands beside %s', async (_what, resources) => {
    expect(await outcome(named(...resources))).toMatchObject({ image: 'x' })
  })
})

describe('names and variables', () => {
  it('a name that its variables leave empty is none', async () => {
    expect(await outcome({ '0.yaml': 'name: "${N}"\nservices: {s: {image: x}}' })).toContain(
      'project name must not be empty',
    )
  })

  it('an env file whose path is empty is missing', async () => {
    expect(await outcome(layers('env_file: "${F}"'))).toContain('env file without a name not found')
  })

  it('an item that is reset is none, and what overrides is a text', async () => {
    const files = { '0.yaml': 'services: {s: {image: x, dns: [!reset a, b], environment: {A: !override 1.50}}}' }
    expect(await outcome(files)).toMatchObject({ dns: ['b'], environment: { A: '1.50' } })
  })

  it('brackets may end at the margin', async () => {
    expect(await outcome({ '0.yaml': 'services: {s: {image: x,\ndns: [\na\n]\n}}\n' })).toMatchObject({ dns: ['a'] })
  })

  it('models may have any name', async () => {
    expect(await outcome({ '0.yaml': 'services: {s: {image: x}}\nmodels: {"a b": {}}' })).toMatchObject({ image: 'x' })
  })

  it('a label file sees no variables but those of label files', async () => {
    const files = { ...layers('label_file: [/p/a, /p/b]'), a: 'A=1\n', b: 'B=$A-${S:-none}\n' }
    expect(await outcome(files, { S: 'shell' })).toMatchObject({ labels: { A: '1', B: '1-none' } })
  })

  it('a key of `networks` that begins with x- names no network', async () => {
    const files = { '0.yaml': 'services: {s: {image: x, networks: [x-n]}}\nnetworks: {x-n: {}}' }
    expect(await outcome(files)).toContain('refers to undefined network #extensions')
  })

  it('a colon inside a variable does not end the source of a volume', async () => {
    const options = { ...plain, interpolate: false, services: [], view: 'model', format: 'yaml' } as const
    const world = worldOf({ 'compose.yaml': 'services: {s: {image: x, volumes: ["${D:-./d}:/d"]}}' })
    expect((await config(options, world)).text).toContain('- source: ${D:-./d}\n        target: /d\n')
  })

  it('named contexts are a list of paths before variables are filled in, where one may have no folder', async () => {
    const options = { ...plain, interpolate: false, services: [], view: 'model', format: 'yaml' } as const
    const build = 'build: {context: ., additional_contexts: [base=./b, "${LATER}", "docker-image://x"]}'
    const { text } = await config(options, worldOf({ 'compose.yaml': `services: {s: {${build}}}` }))
    expect(text).toContain('contexts:\n        - /p/base=./b\n        - /p/${LATER}\n        - docker-image://x\n')
  })

  it.each([[''], [':/x'], ['/a:'], ['${A}:/b:ro:${X}']])(
    'the mount %j is none before variables are filled in, either',
    async (mount) => {
      const options = { ...plain, interpolate: false, services: [], view: 'model', format: 'yaml' } as const
      const world = worldOf({ 'compose.yaml': `services: {s: {image: x, volumes: ["${mount}"]}}` })
      await expect(config(options, world)).rejects.toMatchObject({ diagnostics: [{ kind: 'invalid-value' }] })
    },
  )
})
