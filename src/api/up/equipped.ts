import { wantsApiSocket, withApiSocket } from '../../model/api-socket.ts'
import { hasInlineContents } from '../../model/contents.ts'
import { withDefaultPlatform } from '../../model/default-platform.ts'
import { originOf, type Project } from '../../model/project.ts'
import { ComposeError, type Diagnostic } from '../../source/diagnostic.ts'
import type { World } from '../world/world.ts'

/**
 * The project with what docker compose 2.40.3 adds before it hashes and creates: the platform of DOCKER_DEFAULT_PLATFORM,
 * where models are, and what `use_api_socket` means. Reads nothing that the project does not ask for. Throws a ComposeError for an engine
 * whose socket cannot be handed on.
 */
export async function equipped(project: Project, world: World): Promise<Project> {
  warnOfCredentialSpecs(project, world)
  const told = await withModelsOf(project, world)
  const keyed = await withContentKey(withDefaultPlatform(told), world)
  if (!wantsApiSocket(keyed)) return keyed
  const { address } = await world.engine()
  if (!address.startsWith('unix://')) throw new ComposeError(noSocket(project, address))
  const { allLogins } = await import('../../engine/credentials/logins.ts')
  return withApiSocket(keyed, await allLogins(world))
}

/** Loaded only where there are models. */
async function withModelsOf(project: Project, world: World): Promise<Project> {
  if (project.models.size === 0) return project
  const { modelled } = await import('./models.ts')
  return await modelled(project, world)
}

async function withContentKey(project: Project, world: World): Promise<Project> {
  if (!hasInlineContents(project)) return project
  const { contentKey } = await import('../world/content-key.ts')
  const key = contentKey(world)
  return key === undefined ? project : { ...project, contentKey: key }
}

function noSocket(project: Project, address: string): readonly Diagnostic[] {
  return [...project.services.values()]
    .filter((service) => service.use_api_socket === true)
    .map(({ name }) => {
      const at = originOf(project, ['services', name, 'use_api_socket'])
      return {
        severity: 'error',
        kind: 'unsupported',
        message: `${name}: use_api_socket needs an engine that listens on a unix socket, and this one is at ${address}`,
        notes: [],
        ...(at === undefined ? {} : { at }),
      }
    })
}

/** Only Windows has such accounts; docker compose 2.40.3 says nothing. */
function warnOfCredentialSpecs(project: Project, world: World): void {
  for (const { name, credential_spec: spec } of project.services.values()) {
    if (spec === undefined) continue
    const at = originOf(project, ['services', name, 'credential_spec'])
    const message = `${name}: credential_spec has no effect: only containers of Windows have such accounts`
    const diagnostic: Diagnostic = {
      severity: 'warning',
      kind: 'no-effect',
      message,
      notes: [],
      ...(at === undefined ? {} : { at }),
    }
    world.emit({ type: 'warning', message, diagnostic })
  }
}
