import { describe, expect, it } from 'vitest'
import { annotations } from '../../src/attributes/service/annotations.ts'
import { environment, resolveBareKeys } from '../../src/attributes/service/environment.ts'
import { labels } from '../../src/attributes/service/labels.ts'
import { storageOpt } from '../../src/attributes/service/storage-opt.ts'
import { sysctls } from '../../src/attributes/service/sysctls.ts'
import { lineColumn } from '../../src/source/file.ts'
import { child } from '../../src/source/node.ts'
import { nodeOf, run } from './helper.ts'

describe('environment', () => {
  it.each([
    { yaml: '{A: 1, B: 1.50, C: true, D: "", E: ~}', json: { A: '1', B: '1.5', C: 'true', D: '', E: null } },
    { yaml: '[A=1, B=, C, D=x=y]', json: { A: '1', B: '', C: null, D: 'x=y' } },
    { yaml: '[A=1, A=2]', json: { A: '2' } },
    {
      yaml: '{A: 0x10, B: 1e3, C: .inf, D: 12345678901234567890123}',
      json: { A: '16', B: '1000', C: '+Inf', D: '1.2345678901234568e+22' },
    },
    { yaml: '[__proto__=a]', json: Object.fromEntries([['__proto__', 'a']]) },
    { yaml: '{}', json: undefined },
    { yaml: '[]', json: undefined },
  ])('$yaml', ({ yaml, json }) => {
    expect(run(environment, yaml).json).toEqual(json)
  })

  it.each(['A ', 'A\\t', 'A\\r', 'A\\u0085', 'A\\u00a0'])('refuses the name "%s", which ends in space', (name) => {
    expect(run(environment, `["${name}=1"]`).errors).toHaveLength(1)
  })

  it.each(['A\\u2028', 'A\\u3000', 'à', 'A\\rB'])('takes the name "%s"', (name) => {
    expect(run(environment, `["${name}=1"]`).errors).toEqual([])
  })

  it('is sorted in the payload, a key without value stands bare', () => {
    expect(run(environment, '{B: 1, A: ~, C: ""}').payload).toEqual({ Env: ['A', 'B=1', 'C='] })
  })

  it('merges by key in either form, also with null', () => {
    expect(run(environment, '[A=1, B=2]', '{B: 3, C: 4, A: ~}').json).toEqual({ A: null, B: '3', C: '4' })
  })

  it('keeps a key of the first file that the second one resets only by tag', () => {
    expect(run(environment, '{A: 1, B: 2}', '{A: !reset null}').json).toEqual({ B: '2' })
  })

  it('knows where a value of a list item stands', () => {
    const value = child(environment.canonical(nodeOf('\n- KEY=value'), { path: [] } as never), 'KEY')
    expect(value && lineColumn(value.at.file, value.at.start)).toEqual({ line: 2, column: 7 })
  })

  it('takes bare keys from where muster runs', () => {
    const canonical = environment.canonical(nodeOf('[A, B, C=1]'), { path: [] } as never)
    const known = new Map([
      ['A', 'outside'],
      ['C', 'never'],
    ])
    const resolved = resolveBareKeys(canonical, (key) => known.get(key))
    expect(environment.parse(resolved, { path: [] } as never)).toEqual(
      new Map([
        ['A', 'outside'],
        ['B', null],
        ['C', '1'],
      ]),
    )
  })

  it('marks a value from outside, so that no message shows it', () => {
    const resolved = resolveBareKeys(nodeOf('{A: ~}'), () => 'secret')
    expect(child(resolved, 'A')?.at.via).toEqual({ kind: 'variable', raw: 'A', names: ['A'] })
  })
})

describe('labels, annotations and sysctls', () => {
  it.each([
    { yaml: '{a: 1, b: ~}', json: { a: '1', b: '' } },
    { yaml: '[a=1, b, c=d=e]', json: { a: '1', b: '', c: 'd=e' } },
  ])('$yaml', ({ yaml, json }) => {
    for (const attribute of [labels, annotations, sysctls]) expect(run(attribute, yaml).json).toEqual(json)
  })

  it('null in a later file empties the value', () => {
    expect(run(labels, '{a: 1, b: 2}', '{a: ~}').json).toEqual({ a: '', b: '2' })
  })

  it('a label may be called __proto__', () => {
    expect(Object.entries(run(labels, '[__proto__=a]').draft.body.Labels)).toEqual([['__proto__', 'a']])
  })

  it('go to their fields', () => {
    expect(run(labels, '[a=1]').payload).toEqual({ Labels: { a: '1' } })
    expect(run(annotations, '[a=1]').payload).toEqual({ Annotations: { a: '1' } })
    expect(run(sysctls, '[a=1]').payload).toEqual({ Sysctls: { a: '1' } })
  })
})

describe('storage_opt', () => {
  it('keeps the earlier value under a later null', () => {
    expect(run(storageOpt, '{size: 1g}', '{size: ~, n: 5}').payload).toEqual({ StorageOpt: { size: '1g', n: '5' } })
  })
})
