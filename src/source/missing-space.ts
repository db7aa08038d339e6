/** The remedy for items such as `-80:80`, which are a text to YAML; undefined for another one. */
export function missingDashSpace(text: string): string | undefined {
  return /^-["'\w./$]/.test(text) ? 'put a space after the dash: `- …`' : undefined
}

/** The remedy for a line such as `image:nginx`, which is one word to YAML; undefined for another one. The value may be secret. */
export function missingSpace(line: string): string | undefined {
  const key = /^["']?([A-Za-z][\w.-]*)["']?:(?=[^\s/:]|\/(?!\/))/.exec(line)?.[1]
  return key === undefined ? undefined : `put a space after the colon: \`${key}: …\``
}
