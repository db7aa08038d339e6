import type { ReadyCondition } from '../../attributes/ready/condition.ts'
import { parseReady } from '../../attributes/ready/text.ts'
import { UsageError } from '../usage-error.ts'

/** `--ready SERVICE=CONDITION`, which may be repeated: all of a service must hold. Throws UsageError. */
export function readReadyFlags(values: readonly string[]): ReadonlyMap<string, readonly ReadyCondition[]> {
  const ready = new Map<string, ReadyCondition[]>()
  for (const value of values) {
    const equals = value.indexOf('=')
    const service = value.slice(0, Math.max(equals, 0))
    if (service === '')
      throw new UsageError(
        `invalid --ready option ${JSON.stringify(value)}: it has no service`,
        'write SERVICE=CONDITION, for instance `--ready db=tcp:5432`',
      )
    const read = parseReady(value.slice(equals + 1))
    if ('wrong' in read)
      throw new UsageError(`invalid --ready option ${JSON.stringify(value)}: ${read.wrong}`, read.fix)
    ready.set(service, [...(ready.get(service) ?? []), read])
  }
  return ready
}
