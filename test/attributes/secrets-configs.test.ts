import { describe, expect, it } from 'vitest'
import { config } from '../../src/attributes/config.ts'
import type { ResolvedFile } from '../../src/attributes/kinds/translation.ts'
import { secret } from '../../src/attributes/secret.ts'
import { configs } from '../../src/attributes/service/configs.ts'
import { type FileReference, refuseFilesInReadOnly } from '../../src/attributes/service/file-reference.ts'
import { secrets } from '../../src/attributes/service/secrets.ts'
import type { ContainerDraft } from '../../src/spec.ts'
import { run, translation } from './helper.ts'

describe('secrets of a service', () => {
  it.each([
    { yaml: '[s]', json: [{ source: 's', target: '/run/secrets/s' }] },
    { yaml: '[{source: s, target: ""}]', json: [{ source: 's' }] },
    {
      yaml: '[{source: s, target: t, uid: "1", gid: "2", mode: 0440}]',
      json: [{ source: 's', target: 't', uid: '1', gid: '2', mode: '0440' }],
    },
    { yaml: '[{source: s, mode: 440}]', json: [{ source: 's', mode: '0670', target: '/run/secrets/s' }] },
    { yaml: '[{source: s, mode: "0400"}]', json: [{ source: 's', mode: '0400', target: '/run/secrets/s' }] },
    { yaml: '[{source: s, target: same}, {source: t, target: same}]', json: [{ source: 't', target: 'same' }] },
  ])('$yaml', ({ yaml, json }) => {
    expect(run(secrets, yaml).json).toEqual(json)
  })

  it('of an override replace those of the same target', () => {
    expect(
      run(secrets, '[s, {source: t, target: x}]', '[{source: u, target: x}, {source: v, target: /run/secrets/s}]').json,
    ).toEqual([
      { source: 'v', target: '/run/secrets/s' },
      { source: 'u', target: 'x' },
    ])
  })

  it('have permissions in octal', () => {
    expect(run(secrets, '- {source: s, mode: rw}').errors).toEqual([
      '1:21 x[0].mode must be permissions in octal, not `rw`',
    ])
  })
})

describe('configs of a service', () => {
  it('have no target of their own', () => {
    expect(run(configs, '[c, {source: c, target: /c}]').json).toEqual([{ source: 'c', target: '/c' }])
    expect(run(configs, '[c]').json).toEqual([{ source: 'c' }])
  })
})

describe('in the container', () => {
  it('a file of the host is mounted read-only', () => {
    const file = { source: { file: '/host/f' } }
    expect(provided('secrets', [{ source: 's', target: 'x' }], file).body.HostConfig).toEqual({
      Mounts: [{ Type: 'bind', Source: '/host/f', Target: '/run/secrets/x', ReadOnly: true, BindOptions: {} }],
    })
    expect(provided('configs', [{ source: 'c' }], file).body.HostConfig).toEqual({
      Mounts: [{ Type: 'bind', Source: '/host/f', Target: '/c', ReadOnly: true }],
    })
  })

  it('a content is copied in', () => {
    const { files, body } = provided('configs', [{ source: 'c', uid: '5', mode: 0o440 }], {
      source: { content: 'hi' },
      content: 'hi',
    })
    expect(body.HostConfig).toEqual({})
    expect(files).toEqual([{ target: '/c', content: new TextEncoder().encode('hi'), uid: 5, gid: 0, mode: 0o440 }])
  })

  it('an empty variable brings nothing', () => {
    expect(provided('secrets', [{ source: 's' }], { source: { environment: 'E' }, content: '' }).files).toEqual([])
  })

  it.each([
    { source: { environment: 'TOKEN' }, message: 'environment variable `TOKEN`, required by secret `s`, is not set' },
    { source: { external: true as const }, message: 'secret `s` is external' },
    { source: { file: '/x', driver: 'vault' }, message: 'secret `s` has a `driver`' },
    { source: { file: '/x', template_driver: 'golang' }, message: 'secret `s` has a `template_driver`' },
  ])('it is refused: $message', ({ source, message }) => {
    expect(() => provided('secrets', [{ source: 's' }], { source })).toThrow(message)
  })

  it('nothing can be copied where the root is read-only', () => {
    const draft = provided('configs', [{ source: 'c' }], { source: { content: 'hi' }, content: 'hi' })
    expect(() => refuseFilesInReadOnly(draft, translation)).not.toThrow()
    draft.body.HostConfig['ReadonlyRootfs'] = true
    expect(() => refuseFilesInReadOnly(draft, translation)).toThrow('`/c` cannot be created in a read_only service')
  })
})

describe('at the top level', () => {
  it('print in the order of docker compose, with absolute files', () => {
    const yaml = '{template_driver: t, driver_opts: {k: 1}, driver: d, labels: [a=b, c], environment: E, name: n}'
    const json =
      '{"name":"n","environment":"E","labels":{"a":"b","c":""},"driver":"d","driver_opts":{"k":"1"},"template_driver":"t"}'
    expect(JSON.stringify(run(secret, yaml).json)).toBe(json)
    expect(run(config, '{file: ~/x}').json).toEqual({ file: '/home/me/x' })
    expect(run(secret, '{file: ./x/../y}').json).toEqual({ file: '/project/y' })
  })

  it.each([
    {
      attribute: config,
      yaml: '{file: a, content: b}',
      error: '1:11 x: file|environment|content attributes are mutually exclusive',
    },
    {
      attribute: secret,
      yaml: '{file: a, environment: b}',
      error: '1:11 x: file|environment attributes are mutually exclusive',
    },
    { attribute: config, yaml: '{name: a}', error: '1:1 x: one of file|environment|content must be set' },
  ])('$yaml: $error', ({ attribute, yaml, error }) => {
    expect(run(attribute, yaml).errors).toEqual([error])
  })

  it.each(['{driver: d}', '{external: true}', '{external: true, file: x}'])('%s is a source', (yaml) => {
    expect(run(secret, yaml).errors).toEqual([])
  })
})

function provided(
  key: 'secrets' | 'configs',
  references: readonly FileReference[],
  file: ResolvedFile,
): ContainerDraft {
  const draft: ContainerDraft = {
    body: { Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
    files: [],
  }
  const attribute = key === 'secrets' ? secrets : configs
  attribute.translate?.(references, draft, { ...translation, secret: () => file, config: () => file })
  return draft
}
