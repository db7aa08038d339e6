import { masked, namesSecret, secretKey } from './mask.ts'

// `PGPASSWORD=x`, `--password=x` and `--password x`, up to where a shell ends the word.
const setting = new RegExp(
  `((?:^|[\\s;&|("'\`])${secretKey}=|(?:^|\\s)--?${secretKey}\\s+(?!-))("[^"]*"?|'[^']*'?|[^\\s"']\\S*)`,
  'gi',
)
const reference = /^["']?\$+(?:\w+|\{\w+\})["']?$/

/** Longer lines are hidden whole by the rule for lines. */
const longest = 4000

/** The words of a command line with `***` in place of what may be secret: also what follows on `--password`. */
export function maskedCommand(words: readonly string[]): readonly string[] {
  return words.map((word, index) => (announcesSecret(words[index - 1]) ? '***' : maskedScript(word)))
}

/** Whether what follows on this word is secret by its name. */
export function announcesSecret(word: unknown): boolean {
  return typeof word === 'string' && /^--?[\w-]+$/.test(word) && namesSecret(word)
}

/** The same for what a shell is given. */
export function maskedScript(text: string): string {
  return text.split('\n').map(maskedLine).join('\n')
}

function maskedLine(line: string): string {
  if (line.length > longest) return masked(line)
  return masked(
    line.replace(setting, (whole, name: string, value: string) => (reference.test(value) ? whole : `${name}***`)),
  )
}
