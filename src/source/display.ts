// Control characters, bidirectional overrides, invisible and line separators: what can forge or repaint a terminal.
// eslint-disable-next-line no-control-regex
const unsafe = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** The text with everything that a terminal would act upon made visible; a tab is two columns. */
export function visible(text: string): string {
  return text.replace(unsafe, (letter) => {
    if (letter === '\t') return '  '
    const code = letter.charCodeAt(0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}

const unsized = /\p{Mark}|\u{1f3fb}|\u{1f3fc}|\u{1f3fd}|\u{1f3fe}|\u{1f3ff}/u
// The blocks whose letters are wide or fullwidth (Unicode Standard Annex 11), and emoji that terminals draw as pictures.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{17000}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u

/** Columns of a terminal that a visible text fills: a Chinese letter two, an accent that follows its letter none. */
export function columnsOf(text: string): number {
  // eslint-disable-next-line no-control-regex
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let columns = 0
  for (const letter of text) columns += unsized.test(letter) ? 0 : wide.test(letter) ? 2 : 1
  return columns
}
