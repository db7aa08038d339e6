import { dirname } from 'node:path'
import { type VariableUse, variablesOf } from '../../attributes/grammar/interpolate.ts'
import { loadModel } from '../../load/load.ts'
import type { LoadWorld } from '../../load/options.ts'
import { isRemote } from '../../load/remote.ts'
import { bytewise } from '../../model/json.ts'
import { namesSecret } from '../../source/mask.ts'
import { withEntry } from '../../source/node.ts'
import type { ProjectOptions } from '../world/world.ts'

/** What a project from elsewhere is about to use here. */
export interface RemoteUse {
  /** As the user named it: `oci://…`. */
  readonly resource: string
  /** Where its files lie now. */
  readonly folder: string
  readonly variables: readonly RemoteVariable[]
}

interface RemoteVariable {
  readonly name: string
  /** Empty for one that has none; left out where the name looks secret and it comes from the user. */
  readonly value: string
  readonly source: 'environment' | 'compose file'
  readonly required: boolean
  readonly default: string
}

/** What docker compose 2.40.3 asks about before it creates anything of a project that `-f` names elsewhere; undefined for files of this machine. */
export async function remoteUse(options: ProjectOptions, world: LoadWorld): Promise<RemoteUse | undefined> {
  const resource = options.files.find(isRemote)
  if (resource === undefined) return undefined
  const raw = { ...options, interpolate: false, normalize: false, resolvePaths: false }
  const { tree, place } = await loadModel(raw, world)
  const uses = [...variablesOf(withEntry(tree, 'name', undefined))].toSorted((a, b) => bytewise(a.name, b.name))
  const variables = uses.map((use) => variable(use, place.variables.get(use.name)))
  return { resource, folder: dirname(place.files[options.files.indexOf(resource)] ?? ''), variables }
}

function variable(use: VariableUse, value: string | undefined): RemoteVariable {
  const { name, required, default: fallback } = use
  const shown = value === undefined ? fallback : namesSecret(name) ? '•••' : value
  const source = value === undefined ? 'compose file' : 'environment'
  return { name, value: shown, source, required, default: fallback }
}
