import type { Instruction, Script, ShellCommand, Word } from './instruction.ts'
import { statementsIn } from './script.ts'

/** The commands of a RUN, those of its here-documents and of `sh -c "…"` among them. Nothing is expanded. */
export function commandsOf({
  words,
  script,
  form,
}: Pick<Instruction, 'words' | 'script' | 'form'>): readonly ShellCommand[] {
  return form === 'exec' ? unfolded(program(words)) : commandsIn(script)
}

function commandsIn({ text, escape, wordAt }: Script): readonly ShellCommand[] {
  return statementsIn(text, escape).flatMap(({ words, documents }) => {
    const command = program(words.map(wordAt))
    const inside = documents.filter((document) => isScript(command, document.text))
    const read = inside.flatMap((document) =>
      commandsIn({
        text: document.text,
        wordAt: ({ text: word, start, end }) =>
          wordAt({ text: word, start: start + document.start, end: end + document.start }),
      }),
    )
    return [...unfolded(command), ...read]
  })
}

/** A here-document is a script where nothing but a shell reads it, and it names no other program itself. */
function isScript(command: readonly Word[], text: string): boolean {
  const [reader] = command
  if (reader !== undefined && !(isShell(reader.text) && command.length === 1)) return false
  const [, interpreter] = /^#!\s*(?:\S*\/env\s+)?(\S+)/.exec(text) ?? []
  return interpreter === undefined || isShell(interpreter)
}

/** `sh -c "a && b"` is a script in other clothes. */
function unfolded(words: readonly Word[]): readonly ShellCommand[] {
  const [shell, option, script] = words
  if (shell === undefined) return []
  if (script === undefined || !isShell(shell.text) || !/^-\w*c$/.test(option?.text ?? '')) return [{ words }]
  return commandsIn({ text: script.text, wordAt: ({ text }) => ({ ...script, text }) })
}

/** Whether a program is a shell. */
export function isShell(program: string): boolean {
  return /^(?:.*\/)?(?:sh|bash|ash|dash|zsh|ksh)$/.test(program)
}

const starters = /^(?:sudo|env|exec|command|nice|nohup|eatmydata)$/

/** Without variables that are set before the program, and without programs that only start another. */
function program(words: readonly Word[]): readonly Word[] {
  let from = 0
  let started = false
  for (; from < words.length; from++) {
    const { text } = words[from] as Word
    if (starters.test(text)) started = true
    else if (!/^\w+=/.test(text) && !(started && text.startsWith('-'))) break
  }
  return words.slice(from)
}

/** Whether the command is one of `programs` with one of `verbs` as its first word that is no option. */
export function runs({ words }: ShellCommand, programs: RegExp, verbs: RegExp): boolean {
  const [name, ...rest] = words
  if (name === undefined || !programs.test(name.text.replace(/^.*\//, ''))) return false
  return verbs.test(rest.find(({ text }) => !text.startsWith('-'))?.text ?? '')
}

/** The place of a command, as far as it stands on the line on which it begins. */
export function placeOfCommand({ words }: ShellCommand): Word['at'] | undefined {
  const [first] = words
  const last = words.findLast(({ line }) => line === first?.line)
  return first === undefined ? undefined : { ...first.at, end: Math.max(first.at.end, last?.at.end ?? 0) }
}
