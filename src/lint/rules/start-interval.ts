import { placeOf } from '../facts.ts'
import type { Rule } from '../rule.ts'

/** The engine checks in `start_interval` only during the start period, and that is nothing unless it is set. */
export const startInterval: Rule = {
  kind: 'start-interval',
  check: (facts) =>
    facts.services.flatMap(({ name, service }) => {
      const { start_interval: interval, start_period: period = 0 } = service.healthcheck ?? {}
      if (interval === undefined || interval === 0 || period > 0) return []
      return [
        {
          message: `services.${name} has a start_interval and no start_period, without which it does nothing`,
          at: placeOf(facts, name, ['healthcheck', 'start_interval']),
          fix: 'add for instance `start_period: 30s`',
        },
      ]
    }),
}
