import type { Service } from '../../attributes/service.ts'
import { readinessOf } from '../../model/readiness.ts'
import { type Built, type Facts, type LintedService, placeOf } from '../facts.ts'
import { isStore } from '../images.ts'
import type { Finding, Rule } from '../rule.ts'

/** A database without a healthcheck is ready for nobody who asks, and those that need it have to try. */
export const noHealthcheck: Rule = {
  kind: 'no-healthcheck',
  check: (facts) => facts.services.flatMap((linted) => inService(facts, linted)),
}

function inService(facts: Facts, linted: LintedService): readonly Finding[] {
  const { name, service, built } = linted
  if (service.healthcheck !== undefined || bringsOne(built)) return []
  if (readinessOf(facts.project, name).length > 0) return []
  const base = built === undefined ? service.image : built.chain[0]?.image
  const waiting = [...facts.all].filter(([, other]) => needs(other, name, built !== undefined && !isStore(base)))
  if (waiting.length === 0 || (built === undefined && !isStore(base))) return []
  const [first = ''] = waiting.map(([other]) => other)
  return [
    {
      message: `services.${name} has no healthcheck, and ${waiting.map(([other]) => other).join(', ')} cannot wait until it is ready`,
      at: placeOf(facts, name, [service.build === undefined ? 'image' : 'build']),
      fix: `give it one (\`muster explain L004\` has examples), and let ${first} depend on it with \`condition: service_healthy\``,
    },
  ]
}

function bringsOne(built: Built | undefined): boolean {
  return built?.chain.some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'HEALTHCHECK')) === true
}

/**
 * Whether a service should be able to wait for another. Who waits for its end wants a job of it. What the project builds may
 * be ready at once, unless somebody says `service_healthy`.
 */
function needs({ depends_on }: Service, name: string, isOwn: boolean): boolean {
  const condition = depends_on?.get(name)?.condition
  return condition === 'service_healthy' || (condition === 'service_started' && !isOwn)
}
