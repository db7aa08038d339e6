import { describe, expect, it } from 'vitest'
import { envFile } from '../../src/attributes/service/env-file.ts'
import { extendsService } from '../../src/attributes/service/extends.ts'
import { labelFile } from '../../src/attributes/service/label-file.ts'
import { run } from './helper.ts'

describe('env_file', () => {
  it.each([
    { yaml: 'a.env', json: ['/project/a.env'] },
    { yaml: '[./a.env, ~/b.env]', json: ['/project/a.env', '/home/me/b.env'] },
    {
      yaml: '[{path: /a.env, required: false, format: raw}]',
      json: [{ path: '/a.env', required: false, format: 'raw' }],
    },
    { yaml: '[]', json: undefined },
  ])('$yaml', ({ yaml, json }) => {
    expect(run(envFile, yaml).json).toEqual(json)
  })

  it('of paths that are spelled the same the later entry counts, in the earlier place', () => {
    expect(run(envFile, '[a, b]', '[./b]').json).toEqual(['/project/a', '/project/b', '/project/b'])
    expect(run(envFile, '[a, b]', '[{path: a, required: false}]').json).toEqual([
      { path: '/project/a', required: false },
      '/project/b',
    ])
  })
})

describe('label_file', () => {
  it('is a list of paths that files append to', () => {
    expect(run(labelFile, 'a', '[b]').json).toEqual(['/project/a', '/project/b'])
  })
})

describe('extends', () => {
  it('a name alone is a service of the same file', () => {
    expect(run(extendsService, 'base').json).toEqual({ service: 'base' })
  })

  it('keeps the file as written, for the loader knows where it is', () => {
    expect(run(extendsService, '{file: ../x.yaml, service: base}').json).toEqual({ service: 'base', file: '../x.yaml' })
  })
})
