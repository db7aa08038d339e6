/** The fields of one line of CSV: `a,"b,""c"""` is `a` and `b,"c"`. */
export function csvFields(line: string): readonly string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .map(([, field = '']) => field)
    .slice(0, line.endsWith(',') ? undefined : -1)
    .map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field))
}
