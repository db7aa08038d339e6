import { describe, expect, it } from 'vitest'
import { config, type ConfigOptions } from '../../src/api/config.ts'
import { type Engine, EngineError } from '../../src/engine/port.ts'
import { plain, worldOf } from '../load/world.ts'

const model: ConfigOptions = { ...plain, services: [], view: 'model', format: 'yaml' }
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

/** A world whose registries know every image but those of the tag `absent`. */
function withRegistry(files: Readonly<Record<string, string>>, asked: string[] = []): Parameters<typeof config>[1] {
  const answer = async (reference: string): Promise<string> => {
    asked.push(reference)
    if (reference.endsWith(':absent')) {
      throw new EngineError('manifest unknown', { operation: 'resolve the digest', status: 404 })
    }
    return digest
  }
  return { ...worldOf(files), engine: async () => ({ images: { digest: answer } }) as unknown as Engine }
}

const images = `
name: p
services:
  a: { image: busybox, environment: [X=1] }
  b: { image: "busybox:latest" }
  c: { build: . }
  d: { image: "localhost:5000/x:1" }
  e: { image: "redis:7@${digest}" }
`

describe('image digests', () => {
  it('are resolved once for each reference, which is written in full', async () => {
    const asked: string[] = []
    const { text } = await config({ ...model, digests: 'resolve' }, withRegistry({ 'compose.yaml': images }, asked))
    expect(text.match(/image: .*/g)).toEqual([
      `image: docker.io/library/busybox:latest@${digest}`,
      `image: docker.io/library/busybox:latest@${digest}`,
      `image: localhost:5000/x:1@${digest}`,
      `image: docker.io/library/redis@${digest}`,
    ])
    expect(text).toContain('X: "1"')
    expect(asked.toSorted()).toEqual(['docker.io/library/busybox:latest', 'localhost:5000/x:1'])
  })

  it('make an override file that holds nothing else', async () => {
    const { text } = await config(
      { ...model, services: ['a', 'c'], digests: 'lock' },
      withRegistry({ 'compose.yaml': images }),
    )
    expect(text).toBe(`services:\n  a:\n    image: docker.io/library/busybox:latest@${digest}\n  c: {}\n`)
  })

  it('make an override file without the variables being filled in', async () => {
    const { text } = await config(
      { ...model, interpolate: false, digests: 'lock' },
      withRegistry({ 'compose.yaml': 'services: { a: { image: busybox, command: "${X}" } }' }),
    )
    expect(text).toBe(`services:\n  a:\n    image: docker.io/library/busybox:latest@${digest}\n`)
  })

  it('that are not to be had are all reported, each at its image', async () => {
    const file = 'services:\n  a:\n    image: x:absent\n  b:\n    image: busybox\n  c:\n    image: y:absent\n'
    const failed = config({ ...model, digests: 'resolve' }, withRegistry({ 'compose.yaml': file }))
    await expect(failed).rejects.toMatchObject({
      diagnostics: [
        { message: 'failed to resolve digest for x:absent: manifest unknown', at: { start: 26 } },
        { message: 'failed to resolve digest for y:absent: manifest unknown' },
      ],
    })
  })

  it('are not asked for by the lists', async () => {
    const asked: string[] = []
    const world = withRegistry({ 'compose.yaml': images }, asked)
    const { text } = await config({ ...model, view: 'images', digests: 'resolve' }, world)
    expect(text).toContain('busybox\n')
    expect(asked).toEqual([])
  })
})

describe('config', () => {
  const profiled = 'services: { a: { image: x, profiles: [p], env_file: a.env }, b: { image: y } }'

  it('reads the env files of a service that is named although its profile is not enabled', async () => {
    const world = worldOf({ 'compose.yaml': profiled, 'a.env': 'K=v\n' })
    expect((await config({ ...model, services: ['a'] }, world)).text).toContain('      K: v\n')
  })

  it('says of a service that it is disabled when its hash is asked for', async () => {
    const world = worldOf({ 'compose.yaml': profiled })
    const asked = config({ ...model, view: 'hash', hash: ['a'] }, world)
    await expect(asked).rejects.toThrow('no such service: a: disabled')
  })

  it('does not judge images before their variables are known', async () => {
    const world = worldOf({ 'compose.yaml': 'services: { a: { image: "x:${T}" } }' })
    const { text, warnings } = await config({ ...model, view: 'images', interpolate: false }, world)
    expect([text, warnings]).toEqual(['x:${T}\n', []])
  })
})
