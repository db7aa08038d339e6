import { finalStage, type Built, type Facts, type LintedService, placeOf } from '../facts.ts'
import type { Finding, Rule } from '../rule.ts'

/** A process that is root in its container is root for everything that is mounted there, and for every hole of the kernel. */
export const rootUser: Rule = {
  kind: 'root-user',
  check: (facts) => facts.services.flatMap((linted) => inService(facts, linted)),
}

const fix = 'end the Dockerfile with `USER 1000` (or a user of the image) after what only root may do'

function inService(facts: Facts, { name, service, built }: LintedService): readonly Finding[] {
  const { user } = service
  if (user !== undefined) {
    if (!isRoot(user)) return []
    const at = placeOf(facts, name, ['user'])
    return [
      { message: `services.${name} runs as root`, at, fix: 'name a user of the image, for instance `user: "1000"`' },
    ]
  }
  return built === undefined ? [] : inImage(built)
}

function inImage(built: Built): readonly Finding[] {
  const users = built.chain.flatMap(({ instructions }) => instructions).filter(({ keyword }) => keyword === 'USER')
  const last = users.at(-1)
  if (last !== undefined) {
    const [word] = last.words
    return word !== undefined && isRoot(word.text)
      ? [{ message: `the image runs as ${word.text}`, at: word.at, fix }]
      : []
  }
  const final = finalStage(built)
  const base = built.chain[0]?.image
  if (final === undefined || base === undefined || hasOwnUser(base)) return []
  return [{ message: 'the image runs as root: no USER names another', at: final.imageAt, fix }]
}

function isRoot(user: string): boolean {
  return /^(?:root|0)(?::|$)/.test(user)
}

/** Bases that say themselves that they are not for root. */
function hasOwnUser(image: string): boolean {
  return /nonroot|rootless|unprivileged|^cgr\.dev\/|(?:^|\/)bitnami/.test(image)
}
