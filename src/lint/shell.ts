import type { Instruction, Word } from './dockerfile.ts'

/** A command of a shell: its words, without the operators around it. */
export interface ShellCommand {
  readonly words: readonly Word[]
}

/** Operators that stand alone, and those that a word ends or begins with (`cd x;`). */
const operator = /^(?:&&|\|\||[;|&({})]|do|then|else|if|!)$/

/** The commands of a RUN in shell form. An approximation: quotes are kept, nothing is expanded. */
export function commandsOf({
  words,
  hasHeredoc,
  form,
}: Pick<Instruction, 'words' | 'hasHeredoc' | 'form'>): readonly ShellCommand[] {
  if (form === 'exec') return asShell(words)
  const commands: Word[][] = [[]]
  let line = words[0]?.line
  for (const word of words.flatMap(split)) {
    if (hasHeredoc && word.line !== line) commands.push([])
    line = word.line
    if (operator.test(word.text)) commands.push([])
    else commands.at(-1)?.push(word)
  }
  return commands.map((found) => ({ words: program(found) })).filter(({ words: found }) => found.length > 0)
}

/** `["sh", "-c", "a && b"]` is a shell form in other clothes. */
function asShell(words: readonly Word[]): readonly ShellCommand[] {
  const [shell, option, script] = words
  if (script === undefined || !isShell(shell?.text ?? '') || !/^-\w*c$/.test(option?.text ?? '')) return [{ words }]
  const inside = script.text.split(/\s+/).map((text) => ({ ...script, text }))
  return commandsOf({ words: inside, hasHeredoc: false, form: 'shell' })
}

/** Whether a program is a shell. */
export function isShell(program: string): boolean {
  return /^(?:.*\/)?(?:sh|bash|ash|dash|zsh|ksh)$/.test(program)
}

/** Takes operators that touch a word off it, outside of quotes. */
function split(word: Word): readonly Word[] {
  if (/["'`]/.test(word.text))
    return /^[^"'`]*["'`].*["'`];$/.test(word.text)
      ? [
          { ...word, text: word.text.slice(0, -1) },
          { ...word, text: ';' },
        ]
      : [word]
  return word.text
    .split(/(&&|\|\||;|(?<![<>\d])\|)/)
    .filter((part) => part !== '')
    .map((text) => (text === word.text ? word : { ...word, text }))
}

/** Without variables that are set before the program, and without programs that only start another. */
function program(words: readonly Word[]): readonly Word[] {
  const start = words.findIndex(({ text }) => !/^\w+=/.test(text) && !/^(?:sudo|env|exec|time|set)$/.test(text))
  const rest = start === -1 ? [] : words.slice(start)
  return /^(?:-|\+)/.test(rest[0]?.text ?? '') ? [] : rest
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
