import { isEngineSocket } from '../engine-socket-path.ts'
import { placeOf } from '../facts.ts'
import type { Rule } from '../rule.ts'

/** In place of a file that is not there the engine makes a folder of that name, and the program finds a folder. */
export const missingBindFile: Rule = {
  kind: 'missing-bind-file',
  check: (facts) =>
    facts.services.flatMap(({ name, service }) =>
      (service.volumes ?? []).flatMap(({ type, source = '', target = '', bind }, index) => {
        if (type !== 'bind' || !facts.missing.has(source)) return []
        if (!isFile(source) && !isFile(target)) return []
        // Where no engine runs, as where files are only checked, its socket is missing; where the project runs, one does.
        if (isEngineSocket(source)) return []
        const refused = bind?.create_host_path !== true
        return [
          {
            message: `${source} does not exist, ${refused ? 'and the engine refuses the mount' : 'and the engine makes a folder of that name'}`,
            at: placeOf(facts, name, ['volumes', index]),
            fix: 'create the file, or correct the path',
          },
        ]
      }),
    ),
}

/** By its name: it has an extension. */
function isFile(path: string): boolean {
  return /[^/.][^/]*\.[A-Za-z][\w]{0,7}$/.test(path) && !path.endsWith('.d')
}
