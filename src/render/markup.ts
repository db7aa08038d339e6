import { plainText } from './visible.ts'

/** Text for HTML and SVG, in elements and in quoted attributes. What no document may hold is shown as in a terminal. */
export function escapeMarkup(text: string): string {
  return plainText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
