import { isEngineSocket } from '../engine-socket-path.ts'
import { placeOf } from '../facts.ts'
import type { Rule } from '../rule.ts'

/** Who reaches the engine is root on its machine. */
export const engineSocket: Rule = {
  kind: 'engine-socket',
  check: (facts) =>
    facts.services.flatMap(({ name, service }) =>
      (service.volumes ?? []).flatMap(({ type, source = '' }, index) => {
        if (type !== 'bind' || !isEngineSocket(source)) return []
        return [
          {
            message: `services.${name} gets the engine's socket, and with it the rights of root on this machine`,
            at: placeOf(facts, name, ['volumes', index]),
            fix: 'put a proxy between that lets through only what is needed; read-only does not help, it is about the file',
          },
        ]
      }),
    ),
}
