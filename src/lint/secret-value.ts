import { withoutUserinfo } from '../source/mask.ts'

/** Stricter than what is masked: masking too much costs nothing, and a finding costs somebody's time. */
const secret =
  /(?:pass(?:word|wd|phrase)|(?:^|_)(?:pass|pwd)$|secret|token|api_?key|access_?key|private_?key|credential)/i
const about =
  /(?:policy|_(?:file|path|dir|url|uri|host|port|name|id|ttl|expir\w*|header|length|size|algo\w*|type|lists?|enabled?|timeout|issuer|audience|rounds|days|hours|minutes|seconds|ms)$)/i

/** Whether a setting of this name and value holds a secret that is written out. */
export function isWrittenSecret(name: string, value: string): boolean {
  if (/^(?:|true|false|yes|no|on|off|\d{1,4}|\/[\w./-]*)$/i.test(value.trim())) return false
  if (secret.test(name) && !about.test(name)) return !/\$/.test(value)
  return hasPassword(value)
}

/** Whether it is an address with a password. */
function hasPassword(value: string): boolean {
  return /:\/\/[^/\s:@$]*:[^@\s$]+@/.test(value) && withoutUserinfo(value) !== value
}
