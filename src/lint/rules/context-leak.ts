import type { Built } from '../facts.ts'
import type { Finding, Rule } from '../rule.ts'
import { copiesAll } from './cache-order.ts'

/** `COPY . .` takes what was never meant for the image, unless a .dockerignore says so. */
export const contextLeak: Rule = {
  kind: 'context-leak',
  check: ({ services }) => services.flatMap(({ built }) => (built === undefined ? [] : inImage(built))),
}

function inImage({ dockerfile, leaking, hasIgnoreFile }: Built): readonly Finding[] {
  const copy = dockerfile.instructions.find(copiesAll)
  if (copy === undefined || leaking.length === 0) return []
  return [
    {
      message: `${copy.keyword} takes ${leaking.join(', ')} of the context along`,
      at: copy.at,
      fix: `${hasIgnoreFile ? 'add to the .dockerignore' : 'write a .dockerignore with'}: ${leaking.join(', ')}`,
    },
  ]
}
