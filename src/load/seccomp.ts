import { join } from 'node:path'
import { inside } from '../attributes/kinds/attribute.ts'
import { scalarText } from '../attributes/kinds/scalars.ts'
import type { Scope } from '../attributes/kinds/scope.ts'
import type { Service } from '../attributes/service.ts'
import { seccompFiles } from '../attributes/service/security-opt.ts'
import { child, type Mapping, type Node } from '../source/node.ts'
import { pathText } from '../source/path-text.ts'
import { asWritten } from './as-written.ts'
import { type Reading, rootScope } from './context.ts'

/**
 * Texts of the seccomp profiles that `services` name, by the path that they write; relative ones stand in the project folder.
 * What cannot be read is warned about and left out: docker compose 2.40.3 looks only when it creates the container.
 */
export async function seccompProfiles(
  services: ReadonlyMap<string, Service>,
  tree: Mapping,
  reading: Reading,
): Promise<ReadonlyMap<string, string>> {
  const profiles = new Map<string, string>()
  for (const service of services.keys()) {
    const scope = ['services', service, 'security_opt'].reduce<Scope>(inside, rootScope(reading))
    for (const { path, shown, node } of namedIn(child(child(child(tree, 'services'), service), 'security_opt'))) {
      const text = profiles.get(path) ?? (await textOf(path, reading))
      if (text !== undefined) profiles.set(path, text)
      else
        reading.report.warn('file-unreadable', `${pathText(scope.path)}: cannot read the seccomp profile ${shown}`, {
          at: node.at,
        })
    }
  }
  return profiles
}

interface Profile {
  readonly path: string
  /** As the file has it: the path that a variable gave is not told. */
  readonly shown: string
  readonly node: Node
}

function namedIn(options: Node | undefined): readonly Profile[] {
  if (options?.kind !== 'seq') return []
  return options.items.flatMap((node) =>
    node.kind === 'scalar'
      ? seccompFiles([scalarText(node)]).map((path) => {
          const shown = asWritten(scalarText(node), node.at).replace(/^seccomp[=:]/, '')
          return { path, shown, node }
        })
      : [],
  )
}

async function textOf(path: string, { world, directory }: Reading): Promise<string | undefined> {
  try {
    return await world.readFile(path.startsWith('/') ? path : join(directory, path))
  } catch {
    return undefined
  }
}
