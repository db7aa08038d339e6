import { plainText } from './visible.ts'

/** Text for HTML and SVG, in elements and in quoted attributes. What no document may hold is shown as in a terminal. */
export function escapeMarkup(text: string): string {
  return markupText(plainText(text)).replaceAll("'", '&#39;')
}

/** The same for text that is known to be harmless, in double quotes at the most. */
export function markupText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
