import { describe, expect, it } from 'vitest'
import { command } from '../../src/attributes/service/command.ts'
import { entrypoint } from '../../src/attributes/service/entrypoint.ts'
import { run } from './helper.ts'

describe('command and entrypoint', () => {
  it.each([
    { yaml: 'sleep "1 2"', json: ['sleep', '1 2'], payload: { Cmd: ['sleep', '1 2'] } },
    { yaml: '[a, b c]', json: ['a', 'b c'], payload: { Cmd: ['a', 'b c'] } },
    { yaml: '[]', json: [], payload: { Cmd: [] } },
    { yaml: '""', json: [], payload: { Cmd: [] } },
    { yaml: '~', json: null, payload: {} },
  ])('$yaml becomes $json', ({ yaml, json, payload }) => {
    const outcome = run(command, yaml)
    expect(outcome.json).toEqual(json)
    expect(outcome.payload).toEqual(payload)
  })

  it('YAML leaves out what is unset', () => {
    expect(run(command, '~').yaml).toBeUndefined()
  })

  it('a later file replaces the words', () => {
    expect(run(command, 'a b', '[c]').json).toEqual(['c'])
  })

  it('null in a later file goes back to the image', () => {
    expect(run(command, 'a b', '~').json).toBeNull()
  })

  it('the entrypoint goes to its own field', () => {
    expect(run(entrypoint, 'a b').payload).toEqual({ Entrypoint: ['a', 'b'] })
  })

  it('an unclosed quote is reported where it stands', () => {
    expect(run(command, '\n"echo \'it"').errors).toEqual(['2:1 x has an unclosed single quote'])
  })

  it('words lost behind an operator are warned about', () => {
    expect(run(command, 'a && b')).toMatchObject({
      json: ['a'],
      warnings: ['1:1 x runs without a shell: what follows the first operator is lost'],
    })
  })
})
