import { type Facts, type LintedService, placeOf } from '../facts.ts'
import { isStore } from '../images.ts'
import type { Finding, Rule } from '../rule.ts'

/** A database that has been started does not answer yet. */
export const waitsForStart: Rule = {
  kind: 'waits-for-start',
  check: (facts) => facts.services.flatMap((linted) => inService(facts, linted)),
}

function inService(facts: Facts, { name, service }: LintedService): readonly Finding[] {
  return [...(service.depends_on ?? [])].flatMap(([needed, { condition }]) => {
    const other = facts.all.get(needed)
    const checked = other?.healthcheck?.test !== undefined && other.healthcheck.disable !== true
    if (condition !== 'service_started' || !checked || !isStore(other.image)) return []
    return [
      {
        message: `services.${name} starts as soon as ${needed} has been started, which is before ${needed} answers`,
        at: placeOf(facts, name, ['depends_on', needed]),
        notes: healthcheckNote(facts, needed),
        fix: `${needed}: {condition: service_healthy}`,
      },
    ]
  })
}

function healthcheckNote(facts: Facts, needed: string): NonNullable<Finding['notes']> {
  const at = placeOf(facts, needed, ['healthcheck', 'test'])
  return at === undefined ? [] : [{ message: `${needed} has a healthcheck`, at }]
}
