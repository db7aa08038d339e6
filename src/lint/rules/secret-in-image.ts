import type { Instruction } from '../instruction.ts'
import type { Finding, Rule } from '../rule.ts'
import { isWrittenSecret } from '../secret-value.ts'

/** What an ENV or ARG holds is in the image or its history, for everybody who has the image. */
export const secretInImage: Rule = {
  kind: 'secret-in-image',
  check: ({ services }) =>
    services.flatMap(({ built }) => built?.dockerfile.instructions.flatMap((it) => inInstruction(it)) ?? []),
}

function inInstruction({ keyword, properties }: Instruction): readonly Finding[] {
  if (keyword !== 'ENV' && keyword !== 'ARG') return []
  return properties
    .filter(({ name, value }) => value !== undefined && isKept(keyword, name, value))
    .map(({ name, at }) => ({
      message: `${keyword} ${name} puts a secret into the image, where everybody finds it who has the image`,
      at,
      fix: 'pass it to the container when it starts; what a build needs comes with `RUN --mount=type=secret`',
    }))
}

/** `ENV TOKEN=$TOKEN` keeps what a build argument was for. */
function isKept(keyword: string, name: string, value: string): boolean {
  if (isWrittenSecret(name, value)) return true
  return keyword === 'ENV' && /^["']?\$\{?\w+\}?["']?$/.test(value) && isWrittenSecret(name, 'written out')
}
