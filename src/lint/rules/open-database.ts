import { type Facts, type LintedService, placeOf } from '../facts.ts'
import { isStore, programOf } from '../images.ts'
import type { Finding, Rule } from '../rule.ts'

/** A published port is open to the network that the machine is in, past most firewalls. */
export const openDatabase: Rule = {
  kind: 'open-database',
  check: (facts) => facts.services.flatMap((linted) => inService(facts, linted)),
}

function inService(facts: Facts, { name, service, built }: LintedService): readonly Finding[] {
  const image = built === undefined ? service.image : built.chain[0]?.image
  if (image === undefined || !isStore(image)) return []
  return (service.ports ?? []).flatMap(({ host_ip: address = '', published, target = 0 }, index) => {
    if (!/^(?:|0\.0\.0\.0|::)$/.test(address)) return []
    const port = published === undefined || published === '' ? `${target}` : `${published}:${target}`
    return [
      {
        message: `port ${target} of ${programOf(image)} is open to everybody who reaches this machine`,
        at: placeOf(facts, name, ['ports', index]),
        fix: `"127.0.0.1:${port.includes(':') ? port : `:${port}`}" for this machine alone; other services need no published port`,
      },
    ]
  })
}
