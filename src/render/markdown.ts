import { plainText } from './visible.ts'

/** A text that cannot leave its line, its cell or its heading. */
export function markdownText(text: string): string {
  return shown(text).replaceAll(/[\\`*_[\]<>|#!]/g, (char) => `\\${char}`)
}

/** The same as code. A pipe ends the cell of a table even in code, and here is none. */
export function markdownCode(text: string): string {
  const plain = shown(text)
  const fence = '`'.repeat(longestRun(plain) + 1)
  return fence.length === 1 ? `${fence}${plain}${fence}` : `${fence} ${plain} ${fence}`
}

/** A text of several lines, as it is. */
export function markdownBlock(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}text\n${text.split('\n').map(plainText).join('\n')}\n${fence}`
}

/** Controls become visible, as in a terminal. */
function shown(text: string): string {
  return plainText(text.replaceAll(/[\t\n ]+/g, ' '))
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}
