import type { Built } from '../facts.ts'
import type { Finding, Rule } from '../rule.ts'

/** A shell that stands before the program gets the signals, and does not pass them on. */
export const shellForm: Rule = {
  kind: 'shell-form',
  check: ({ services }) =>
    services.flatMap(({ built, service }) =>
      built === undefined || service.entrypoint !== undefined ? [] : inImage(built, service.command !== undefined),
    ),
}

function inImage({ chain }: Built, commandGiven: boolean): readonly Finding[] {
  const all = chain.flatMap(({ instructions }) => instructions)
  const entrypoint = all.findLast(({ keyword }) => keyword === 'ENTRYPOINT')
  // Arguments of an entrypoint are another matter, and what the compose file replaces is not run.
  const command =
    commandGiven || entrypoint !== undefined ? undefined : all.findLast(({ keyword }) => keyword === 'CMD')
  return [entrypoint, command].flatMap((instruction) => {
    if (instruction === undefined || instruction.form === 'exec' || instruction.words.length === 0) return []
    if (instruction.words[0]?.text === 'exec') return []
    const { keyword, at } = instruction
    return [
      {
        message: `${keyword} is run by a shell, which keeps the signal to stop from the program`,
        at,
        fix: `write a list: ${keyword} ["program", "argument"]; where a shell is needed, begin with \`exec\``,
      },
    ]
  })
}
