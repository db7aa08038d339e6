import { load } from '../load/load.ts'
import { loadWorld } from './load-world.ts'
import { type Planned, plan } from './plan.ts'
import type { TestOptions } from './test-options.ts'
import { subjectText } from './test.ts'
import { servicesFor } from './test/services.ts'
import type { World } from './world.ts'

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
