import type { Service } from '../../attributes/service.ts'
import { type Facts, type LintedService, placeOf } from '../facts.ts'
import { isStore } from '../images.ts'
import type { Finding, Rule } from '../rule.ts'

/** A database without a healthcheck is ready for nobody who asks, and those that need it have to try. */
export const noHealthcheck: Rule = {
  kind: 'no-healthcheck',
  check: (facts) => facts.services.flatMap((linted) => inService(facts, linted)),
}

function inService(facts: Facts, { name, service, built }: LintedService): readonly Finding[] {
  const base = built === undefined ? service.image : built.chain[0]?.image
  const checked = built?.chain.some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'HEALTHCHECK'))
  if (!isStore(base) || service.healthcheck !== undefined || checked === true) return []
  const waiting = [...facts.all].filter(([, other]) => needs(other, name)).map(([other]) => other)
  if (waiting.length === 0) return []
  return [
    {
      message: `services.${name} has no healthcheck, and ${waiting.join(', ')} cannot wait until it is ready`,
      at: placeOf(facts, name, ['image']),
      fix: `give it one (\`muster explain L004\` has examples), and let ${waiting[0]} depend on it with \`condition: service_healthy\``,
    },
  ]
}

/** Who waits for its end wants a job of it, not a database. */
function needs({ depends_on }: Service, name: string): boolean {
  const condition = depends_on?.get(name)?.condition
  return condition !== undefined && condition !== 'service_completed_successfully'
}
