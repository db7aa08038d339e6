import { load } from '../../load/load.ts'
import { type Planned, plan } from '../plan.ts'
import { subjectText } from '../test.ts'
import { loadWorld } from '../world/load-world.ts'
import type { World } from '../world/world.ts'
import type { TestOptions } from './options.ts'
import { servicesFor } from './services.ts'

/** What `test` would do; changes nothing. Rejects as `test` does before it begins. */
export async function testPlan(
  options: TestOptions,
  world: World,
): Promise<{ readonly planned: Planned | undefined; readonly subject: string }> {
  const { subject, up } = options
  const base = options.isolate === undefined ? '' : `${options.isolate.name}-`
  const copy = { ...options, isolate: { name: `${base}test`, ports: 'fresh' as const } }
  const named = subject.kind === 'service' ? [subject.service, ...up] : up
  const services = servicesFor(subject, up, await load({ ...copy, services: named }, loadWorld(world)))
  const planned = services.length === 0 ? undefined : await plan({ ...copy, services, wait: 'ready' }, world)
  return { planned, subject: subjectText(subject) }
}
