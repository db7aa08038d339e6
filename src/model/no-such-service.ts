import { suggest } from '../source/suggest.ts'
import type { Project } from './project.ts'

/** A service is named that the project does not have. */
export class NoSuchService extends Error {
  declare readonly fix?: string
}

/**
 * The error for a service that is named on the command line and that the project does not have: docker compose's words,
 * of which `detail` is the part that only some of its commands add (2.40.3), and in `fix` what was probably meant.
 */
export function noSuchService(
  name: string,
  { services, disabled }: Pick<Project, 'services' | 'disabled'>,
  detail: '' | 'not found' | 'disabled' = '',
): NoSuchService {
  const error = new NoSuchService(`no such service: ${name}${detail === '' ? '' : `: ${detail}`}`)
  const inactive = disabled.get(name)?.profiles?.[0]
  if (inactive !== undefined) return Object.assign(error, { fix: `enable it with --profile ${inactive}` })
  const near = suggest(name, services.keys())
  const known = [...services.keys()].slice(0, 10).join(', ')
  if (near !== undefined) return Object.assign(error, { fix: `did you mean \`${near}\`?` })
  return known === '' ? error : Object.assign(error, { fix: `the services are: ${known}` })
}

/**
 * The error about a service without a container, with those that there are where the project does not have that one. One
 * whose profile is off is started by its name (docker compose 2.40.3, too): no profile needs to be enabled for it.
 */
export function withServices(
  error: unknown,
  service: string,
  project: Pick<Project, 'services' | 'disabled'> | undefined,
): unknown {
  // What the engine says, or that it does not answer, has nothing to do with the service.
  if (!(error instanceof Error) || project === undefined || 'fix' in error || 'operation' in error) return error
  const fix =
    project.services.has(service) || project.disabled.has(service)
      ? `\`muster ps -a ${service}\` shows its containers, \`muster up -d ${service}\` starts them`
      : noSuchService(service, project).fix
  return fix === undefined ? error : Object.assign(error, { fix })
}
