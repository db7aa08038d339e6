import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { goDuration, nanosecondsOf } from '../../src/attributes/grammar/duration.ts'
import { splitWords } from '../../src/attributes/grammar/shell-words.ts'
import { capAdd } from '../../src/attributes/service/capabilities.ts'
import { environment } from '../../src/attributes/service/environment.ts'
import { createReport } from '../../src/source/diagnostic.ts'
import { nodeOf, run, scopeOf } from './helper.ts'

describe('what holds for every value', () => {
  it('a printed duration reads as itself', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (nanoseconds) => {
        expect(nanosecondsOf(goDuration(nanoseconds))).toBe(nanoseconds === 0 ? 0 : nanoseconds)
      }),
    )
  })

  it('words in single quotes come back as they were', () => {
    const word = fc.string().filter((text) => !text.includes("'"))
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitWords(words.map((one) => `'${one}'`).join(' '))).toEqual({ words })
      }),
    )
  })

  it('every command is split or refused, and never loses a character before the cut', () => {
    fc.assert(
      fc.property(fc.string(), (command) => {
        const split = splitWords(command)
        if ('problem' in split) return
        const kept = command.slice(0, split.cutAt ?? command.length)
        expect(split.words.join('').length).toBeLessThanOrEqual(kept.length)
      }),
    )
  })

  it('bringing to long form twice is bringing once', () => {
    const yaml = fc.array(fc.stringMatching(/^[A-Z]{1,3}(=[a-z=]{0,4})?$/)).map((items) => JSON.stringify(items))
    fc.assert(
      fc.property(yaml, (written) => {
        const scope = scopeOf(createReport())
        const once = environment.canonical(nodeOf(written), scope)
        expect(environment.canonical(once, scope)).toEqual(once)
      }),
    )
  })

  it('laying a list on itself changes nothing', () => {
    const list = fc
      .uniqueArray(fc.stringMatching(/^[a-z]+=[a-z]+$/), { minLength: 1 })
      .map((items) => JSON.stringify(items))
    fc.assert(
      fc.property(list, (yaml) => {
        expect(run(capAdd, yaml, yaml).json).toEqual(run(capAdd, yaml).json)
        expect(run(environment, yaml, yaml).json).toEqual(run(environment, yaml).json)
      }),
    )
  })
})
