import { namesSecret } from './mask.ts'

/** Takes secret values out of a text. */
export type Redact = (text: string) => string

/** Shorter values stand in too many words by chance. */
const shortest = 4

/** Variables of the shell that name folders. */
const folders: ReadonlySet<string> = new Set(['PWD', 'OLDPWD'])

/**
 * Replaces each value of a variable whose name looks secret by `${NAME}`, for texts that others write and that may repeat
 * what a file was filled with. Undefined when there is nothing to hide.
 */
export function redactor(variables: ReadonlyMap<string, string>): Redact | undefined {
  const secrets = [...variables]
    .filter(([name, value]) => value.length >= shortest && !folders.has(name) && namesSecret(name))
    .flatMap(([name, value]) => [...new Set([value, value.trim(), quoted(value)])].map((text) => ({ name, text })))
    .filter(({ text }) => text.length >= shortest)
    // A value may be part of another one.
    .sort((a, b) => b.text.length - a.text.length)
  if (secrets.length === 0) return undefined
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret.text, () => `\${${secret.name}}`), text)
}

/** As it stands inside quotes in a message of the engine. */
function quoted(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}
