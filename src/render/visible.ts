// Everything that could move the cursor, talk to the terminal or reorder text: C0, DEL, C1, separators, bidi controls.
// Tab is kept. eslint's rule against control characters in patterns is what this pattern is for.
const unsafe =
  // oxlint-disable-next-line no-control-regex
  /\x1b\[[\d;:]*m|[\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** Most lines: nothing in them needs a closer look. */
const plain = /^[\t -~]*$/

/**
 * A line of foreign text that cannot harm a terminal: colours (SGR) and tabs stay, any other control becomes visible,
 * for instance `\x1b`. Takes whole lines, so no escape can be cut in two by the way its bytes arrived.
 */
export function visible(line: string): string {
  return plain.test(line) ? line : line.replace(unsafe, (found) => (found.length > 1 ? found : spell(found)))
}

/** The same without colours, for tables and error texts. */
export function plainText(line: string): string {
  // oxlint-disable-next-line no-control-regex
  return visible(line.replace(/\x1b\[[\d;:]*m/g, ''))
}

/** The same for a text of several lines, which it keeps. */
export function plainLines(text: string): string {
  return text.split('\n').map(plainText).join('\n')
}

/**
 * Data for a terminal, with what a terminal obeys beyond ASCII spelled as JSON spells it: JSON and YAML let C1 (U+009B is as good as
 * `ESC [`) and the controls of text direction stand as they are.
 */
export function spelledBeyondAscii(text: string): string {
  return text.replace(
    /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Closes the colours that a line leaves open, so that they cannot run into what follows. */
export function closed(line: string): string {
  // oxlint-disable-next-line no-control-regex
  const ends = /^\x1b\[0*m/
  const last = line.lastIndexOf('\x1b[')
  return last === -1 || ends.test(line.slice(last)) ? line : `${line}\x1b[0m`
}

/** Whether the environment is that of a CI system which reads commands from the output of a job. */
export function readsCommands(env: ReadonlyMap<string, string>): boolean {
  return ['GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION'].some((name) => (env.get(name) ?? '') !== '')
}

/**
 * Breaks commands to a CI system (`::add-mask::`, `##[group]`, `##vso[`, `##teamcity[`) in foreign text, in each of
 * its lines. GitHub takes `::` where a line begins, after blanks of any kind (also those of Unicode, however the text was
 * decoded); the others are taken anywhere.
 */
export function harmless(text: string): string {
  return text.replace(/^([^!-~\n\r\u2028\u2029]*):(?=:)/gm, '$1:\\').replace(/#(?=#(vso|teamcity)?\[)/gi, '#\\')
}

/** The same for JSON, which says what it said before. */
export function harmlessJson(json: string): string {
  return json.replace(/#(?=#(vso|teamcity)?\[)/gi, '\\u0023')
}

function spell(char: string): string {
  const code = char.charCodeAt(0)
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}
