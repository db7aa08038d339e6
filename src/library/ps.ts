import type { ContainerSummary } from '../engine/port.ts'
import type { ProjectSource } from './stack-options.ts'
import { whileOpen } from './while-open.ts'

/** Which containers are listed. */
export interface PsOptions extends ProjectSource {
  /** Default all services. */
  readonly services?: readonly string[]
  /** Also containers that have ended, and those of `run`. Default false: what runs, is paused or is restarting. */
  readonly all?: boolean
  /** Only containers in these states (`running`, `exited`, …). */
  readonly states?: readonly ContainerSummary['state'][]
  /** Whether containers are shown whose service the files do not have. Default `show`. */
  readonly orphans?: 'show' | 'hide'
}

/**
 * The containers of a project, by name. With `project` and without `files` no file is read. Rejects with ComposeError, EngineError, and
 * with an Error for a service that does not exist.
 *
 * @example
 * for (const { service, status } of await ps({ all: true })) console.log(service, status)
 */
export async function ps(options: PsOptions = {}): Promise<readonly ContainerSummary[]> {
  const { all = false, states = [], orphans = 'show', services = [], ...rest } = options
  return await whileOpen(rest, async ({ world, wanted }) => {
    const { ps: list } = await import('../api/ps.ts')
    return await list({ ...wanted, services, all, states, orphans }, world)
  })
}
