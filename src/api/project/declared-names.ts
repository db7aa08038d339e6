import { load } from '../../load/load.ts'
import type { LoadOptions } from '../../load/options.ts'
import { composeVariables } from '../world/compose-variables.ts'
import { loadWorld } from '../world/load-world.ts'
import type { Pipes } from '../world/read-bytes.ts'

/** What a shell can complete from the files. */
export interface DeclaredNames {
  readonly services: readonly string[]
  readonly profiles: readonly string[]
}

/** Names in the compose files, of every profile; none where the files cannot be read. Nothing but reading happens. */
export async function declaredNames(
  options: LoadOptions,
  place: { readonly cwd: string; readonly home: string; readonly env: ReadonlyMap<string, string> },
): Promise<DeclaredNames> {
  try {
    const pipes: Pipes = { read: new Map() }
    const world = loadWorld({ ...place, pipes, env: await composeVariables(options, { ...place, pipes }) })
    const project = await load({ ...options, profiles: ['*'], resolveEnvironment: false }, world)
    const all = [...project.services.values(), ...project.disabled.values()]
    const profiles = new Set(all.flatMap((service) => service.profiles ?? []))
    return { services: all.map(({ name }) => name).toSorted(), profiles: [...profiles].toSorted() }
  } catch {
    return { services: [], profiles: [] }
  }
}
