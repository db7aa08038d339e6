import { withoutUserinfo } from '../source/mask.ts'

/**
 * Stricter than what is masked: masking too much costs nothing, and a finding costs somebody's time. The word that says what it
 * is stands last, but for what says which one: `SECRET_KEY_BASE`, `DB_PASSWORD_2`; `SECRET_LANGUAGE` is a language.
 */
const secret =
  /(?:pass(?:word|wd|phrase|code)|(?:^|[_.-])(?:pass|pwd)|secrets?|token|(?:api|access|private|encryption|signing|secret|master)[_.-]?key|key[_.-]?base)(?:[_.-]?(?:access[_.-]?key|key|base|value|text|hex|base64|prod|dev|test|staging|live|default|main|new|old|\d+))*$/i

/** What stands for a value that somebody has to fill in. */
const placeholder = /^(?:<.*>|\{.*\}|x+|\*+|\.+)$/i

/** Whether a setting of this name and value holds a secret that is written out. */
export function isWrittenSecret(name: string, value: string): boolean {
  const written = value.trim()
  if (/^(?:|true|false|yes|no|on|off|\d{1,4}|\/[\w./-]*)$/i.test(written) || placeholder.test(written)) return false
  if (secret.test(name)) return !/\$/.test(value)
  return hasPassword(value)
}

/** Whether it is an address with a password. */
function hasPassword(value: string): boolean {
  return /:\/\/[^/\s:@$]*:[^@\s$]+@/.test(value) && withoutUserinfo(value) !== value
}
