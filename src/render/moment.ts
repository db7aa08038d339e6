/** A time in RFC 3339 for people: `2026-11-22 18:50:44 UTC`. */
export function momentText(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
