import { placeOf } from '../facts.ts'
import type { Rule } from '../rule.ts'

/** A privileged container is kept apart from the machine by nothing but good will. */
export const privilegedContainer: Rule = {
  kind: 'privileged-container',
  check: (facts) =>
    facts.services.flatMap(({ name, service }) =>
      service.privileged === true
        ? [
            {
              message: `services.${name} is privileged: it may do everything that root of this machine may do`,
              at: placeOf(facts, name, ['privileged']),
              fix: 'give it what it needs with `cap_add` and `devices`',
            },
          ]
        : [],
    ),
}
