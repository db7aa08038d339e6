import type { Service } from '../../attributes/service.ts'
import { type Facts, type LintedService, placeOf } from '../facts.ts'
import { isStore } from '../images.ts'
import type { Finding, Rule } from '../rule.ts'

/** Tests that find what the last run has left behind pass or fail by what that was. */
export const keptTestData: Rule = {
  kind: 'kept-test-data',
  check: (facts) => facts.services.flatMap((linted) => inService(facts, linted)),
}

const testing = /(?:^|[-_.])(?:e2e|ci|spec|tests?|testing|integration)(?:$|[-_.])/i

function inService(facts: Facts, { name, service }: LintedService): readonly Finding[] {
  if (!isStore(service.image) || !isForTests(facts, name, service)) return []
  return (service.volumes ?? []).flatMap(({ type, source }, index) => {
    if (type !== 'volume' || source === undefined) return []
    return [
      {
        message: `services.${name} is for tests, and keeps its data in the volume ${source} when they are over`,
        at: placeOf(facts, name, ['volumes', index]),
        fix: 'use `tmpfs` for the folder, or no volume at all; `muster test` gives each run a fresh copy',
      },
    ]
  })
}

/** Only profiles for tests have it, or only services of such profiles need it. */
function isForTests({ all }: Facts, name: string, service: Service): boolean {
  if (isTest(service)) return true
  const users = [...all.values()].filter(({ depends_on }) => depends_on?.has(name))
  return users.length > 0 && users.every(isTest)
}

function isTest({ profiles = [] }: Service): boolean {
  return profiles.length > 0 && profiles.every((profile) => testing.test(profile))
}
