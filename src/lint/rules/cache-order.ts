import type { Stage } from '../dockerfile.ts'
import type { Instruction, ShellCommand } from '../instruction.ts'
import type { Finding, Rule } from '../rule.ts'
import { commandsOf, placeOfCommand, runs } from '../shell.ts'

/** Dependencies that are installed after the whole source was copied are installed again after each change of any file. */
export const cacheOrder: Rule = {
  kind: 'cache-order',
  check: ({ services }) =>
    services.flatMap(({ built }) => (built === undefined ? [] : built.dockerfile.stages.flatMap(inStage))),
}

function inStage({ instructions }: Stage): readonly Finding[] {
  const copied = instructions.findIndex(copiesAll)
  if (copied === -1) return []
  return instructions
    .slice(copied)
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((run) =>
      commandsOf(run)
        .filter(installs)
        .map((command) => ({ run, command })),
    )
    .map(({ run, command }) => ({
      message: `${JSON.stringify(nameOf(command))} runs after the whole source was copied: it is done again after each change of any file`,
      at: placeOfCommand(command) ?? run.at,
      notes: [{ message: 'copied here', at: instructions[copied]?.at ?? run.at }],
      fix: 'copy only the manifest and the lock file, install, then copy the rest',
    }))
}

/** `COPY . .` from the context, and not from another stage. */
export function copiesAll({ keyword, words, flags }: Instruction): boolean {
  if (!/^(?:COPY|ADD)$/.test(keyword) || flags.has('from') || words[0]?.text.startsWith('<<') === true) return false
  return words.slice(0, -1).some(({ text }) => /^(?:\.?\/)?(?:\.|\*)?$/.test(text))
}

function installs(command: ShellCommand): boolean {
  return (
    runs(command, /^(?:npm|pnpm)$/, /^(?:ci|i|install|install-clean)$/) ||
    runs(command, /^bun$/, /^(?:i|install)$/) ||
    (runs(command, /^yarn$/, /^(?:install)?$/) && !command.words.some(({ text }) => /^--version$/.test(text))) ||
    (runs(command, /^(?:pip3?(?:\.\d+)?)$/, /^install$/) && fromManifest(command)) ||
    runs(command, /^(?:poetry|bundle|composer|pipenv)$/, /^install$/) ||
    runs(command, /^uv$/, /^sync$/) ||
    (runs(command, /^(?:go)$/, /^mod$/) && command.words.some(({ text }) => text === 'download')) ||
    runs(command, /^(?:dotnet)$/, /^restore$/) ||
    runs(command, /^(?:cargo)$/, /^fetch$/)
  )
}

/** `pip install .` builds what was copied; `-r requirements.txt` does not need it. */
function fromManifest({ words }: ShellCommand): boolean {
  return words.some(({ text }) => /^(?:-r|--requirement)/.test(text))
}

function nameOf({ words }: ShellCommand): string {
  return words
    .slice(0, 2)
    .map(({ text }) => text)
    .join(' ')
}
