import { type StackEndpoint, withUrl } from './stack-endpoint.ts'
import type { ProjectSource } from './stack-options.ts'
import { whileOpen } from './while-open.ts'

/** Whose endpoints. */
export interface EndpointsOptions extends ProjectSource {
  /** Default all services. */
  readonly services?: readonly string[]
}

/**
 * Where the published ports of what runs of a project are reached, by service, replica and port. Rejects with ComposeError, EngineError,
 * and with an Error for a service that does not exist.
 *
 * @example
 * for (const { service, target, url } of await endpoints()) console.log(service, target, url())
 */
export async function endpoints(options: EndpointsOptions = {}): Promise<readonly StackEndpoint[]> {
  const { services = [], ...rest } = options
  return await whileOpen(rest, async ({ world, wanted }) => {
    const { endpoints: find } = await import('../api/endpoints.ts')
    return (await find({ ...wanted, services }, world)).map(withUrl)
  })
}
