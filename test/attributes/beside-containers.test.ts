import { describe, expect, it } from 'vitest'
import { credentialSpec } from '../../src/attributes/service/credential-spec.ts'
import { develop } from '../../src/attributes/service/develop.ts'
import { postStart, preStop } from '../../src/attributes/service/hooks.ts'
import { models } from '../../src/attributes/service/models.ts'
import { provider } from '../../src/attributes/service/provider.ts'
import { run } from './helper.ts'

describe('develop', () => {
  it('is printed in the order of docker compose, with absolute paths', () => {
    const yaml = `{watch: [{initial_sync: true, ignore: node_modules, include: ["*.ts"], exec: {environment: [A=1, B], working_dir: /w, privileged: true,
      user: root, command: echo hi}, target: /e, action: sync+exec, path: ./e}]}`
    expect(JSON.stringify(run(develop, yaml).json)).toBe(
      '{"watch":[{"path":"/project/e","action":"sync+exec","target":"/e","exec":{"command":["echo","hi"],"user":"root","privileged":true,' +
        '"working_dir":"/w","environment":{"A":"1","B":null}},"include":["*.ts"],"ignore":["node_modules"],"initial_sync":true}]}',
    )
  })

  it('shows an unset hook in JSON only', () => {
    const yaml = '{watch: [{path: /a, action: rebuild}]}'
    expect(run(develop, yaml).json).toEqual({ watch: [{ path: '/a', action: 'rebuild', exec: { command: null } }] })
    expect(run(develop, yaml).yaml).toEqual({ watch: [{ path: '/a', action: 'rebuild' }] })
  })

  it('adds up rules of two files', () => {
    const [a, b] = ['{watch: [{path: /a, action: rebuild}]}', '{watch: [{path: /b, action: restart}]}']
    expect(run(develop, a, b).yaml).toMatchObject({ watch: [{ path: '/a' }, { path: '/b' }] })
  })

  it('may be null', () => {
    expect(run(develop, '~').json).toBeUndefined()
  })

  it('watches a path', () => {
    expect(run(develop, '{watch: [{path: "", action: rebuild}]}').errors).toEqual([
      '1:17 x.watch[0].path cannot be blank',
    ])
  })
})

describe('hooks', () => {
  it.each([postStart, preStop])('split their commands and add up', (attribute) => {
    expect(run(attribute, '[{command: a b}]', '[{command: [c], user: u}]')).toMatchObject({
      json: [{ command: ['a', 'b'] }, { command: ['c'], user: 'u' }],
      payload: {},
    })
  })
})

describe('models', () => {
  it.each([
    { base: '[a]', over: '{a: {endpoint_var: E}, b: }', json: { a: { endpoint_var: 'E' }, b: null } },
    { base: '{a: {endpoint_var: E}}', over: '{a: {model_var: M}}', json: { a: { endpoint_var: 'E', model_var: 'M' } } },
  ])('$over over $base', ({ base, over, json }) => {
    expect(run(models, base, over).json).toEqual(json)
  })
})

it('every option of a provider is a list', () => {
  expect(run(provider, '{type: x, options: {a: 1, b: [1, 2], c: true}}').json).toEqual({
    type: 'x',
    options: { a: ['1'], b: ['1', '2'], c: ['true'] },
  })
})

it('credential_spec is printed as written', () => {
  expect(run(credentialSpec, '{registry: r, file: ./f, config: c}')).toMatchObject({
    json: { config: 'c', file: './f', registry: 'r' },
    payload: {},
  })
})
