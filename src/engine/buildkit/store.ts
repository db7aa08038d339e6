import type { BuildSpec } from '../../plan/step.ts'
import { attestationsOf } from '../build/bake-definition.ts'
import { EngineError } from '../port.ts'
import { listOf, maybe, record, text } from '../transport/form.ts'
import type { Transport } from '../transport/transport.ts'
import { cacheAttributes, isOfGitHub } from './unsolvable.ts'

interface Info {
  readonly DriverStatus?: readonly (readonly string[])[] | null
}

const info = record<Info>({ DriverStatus: maybe(listOf(listOf(text))) })

/**
 * Rejects with EngineError what the engine's own image store cannot hold, and what BuildKit would leave out there without
 * a word (Engine 28). The store of containerd takes it all.
 */
export async function checkStore(transport: Transport, build: BuildSpec): Promise<void> {
  const wanted = beyondOwnStore(build)
  if (wanted.length === 0) return
  const operation = `build ${build.service}`
  const { DriverStatus } = await transport.json({ operation, method: 'GET', path: '/info' }, info)
  if (DriverStatus?.some(([, value]) => value?.startsWith('io.containerd.snapshotter.')) === true) return
  const remedy =
    'switch the engine to the containerd image store, or create a builder with `docker buildx create --use`'
  const message = `build of ${build.service}: the engine's image store does not take ${wanted.join(', ')}: ${remedy}`
  throw new EngineError(message, { operation })
}

function beyondOwnStore(build: BuildSpec): readonly string[] {
  const { platforms = [], cacheTo = [] } = build
  const types = cacheTo.filter((text) => !isOfGitHub(text)).map((text) => cacheAttributes(text).get('type'))
  const reasons: readonly (readonly [boolean, string])[] = [
    [platforms.length > 1, 'images of several platforms (`platforms`)'],
    [attestationsOf(build).some((text) => !text.endsWith('disabled=true')), 'attestations (`provenance`, `sbom`)'],
    [types.some((type) => type !== 'inline'), 'the export of caches (`cache_to`) but `type=inline`'],
  ]
  return reasons.flatMap(([is, name]) => (is ? [name] : []))
}
