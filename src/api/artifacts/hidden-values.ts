import { existsSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { printService } from '../../model/print.ts'
import type { Project } from '../../model/project.ts'
import { looksSecret as valueLooksSecret } from '../../model/shown-value.ts'
import type { Plain } from '../../plain.ts'
import { splitLines } from '../../run/logs/whole-lines.ts'
import { looksSecret, namesSecret, withoutUserinfo } from '../../source/mask.ts'
import type { Redact } from '../../source/redact.ts'

/** What stands for a hidden value. */
export const hidden = '***'

/** Shorter values stand in too many words by chance; at their own key they are hidden all the same. */
const shortest = 6

/** Bytes of a secret's file that are looked at. */
const longest = 64 * 1024

/** Variables of the shell that name folders. */
const folders: ReadonlySet<string> = new Set(['PWD', 'OLDPWD'])

/**
 * Takes every value out of a text that the project treats as secret: of variables, build arguments and labels whose name
 * or look says so, passwords of addresses, and what secrets hold. Names that the project also uses for something
 * public, of a service, an image or a user, are no secret, and neither are files that there are.
 */
export async function hiddenValues(project: Project): Promise<Redact> {
  const found = new Set<string>()
  const known = new Set<string>([project.name])
  for (const service of [...project.services.values(), ...project.disabled.values()]) {
    known.add(service.name)
    for (const part of (service.image ?? '').split(/[/:@]/)) known.add(part)
    for (const [name, value] of service.environment ?? []) if (publicName.test(name) && value !== null) known.add(value)
    gather(printService(service, 'yaml'), found)
  }
  for (const [name, value] of project.environment) if (namesSecret(name) && !folders.has(name)) found.add(value)
  for (const [key, value] of project.includedContents ?? []) if (key.startsWith('secrets')) found.add(value)
  for (const { file, environment, content } of project.secrets.values()) {
    if (content !== undefined) found.add(content)
    if (environment !== undefined) found.add(project.environment.get(environment) ?? '')
    if (file !== undefined) found.add(await beginningOf(file))
  }
  const values = [...found].flatMap(forms).filter((value) => value.length >= shortest && !isHarmless(value, known))
  return replacing([...new Set(values)])
}

/** Variables whose values everybody knows. */
const publicName = /(?:^|_)(?:user(?:name)?|db|database|name|host|schema)$/i

/** The same for bytes: what is not UTF-8 stays as it is, but in lines that have something to hide. */
export function bytewise(redact: Redact): (data: Uint8Array) => Uint8Array {
  const cleaned = (data: Uint8Array): Uint8Array => {
    const text = Buffer.from(data).toString('utf8')
    const clean = redact(text)
    return clean === text ? data : Buffer.from(clean)
  }
  return (data) => {
    if (cleaned(data) === data) return data
    const lines = Buffer.concat(splitLines(Buffer.from(data)).map(cleaned))
    // A secret may have several lines.
    return cleaned(lines)
  }
}

/** Keys below which people choose names and values. */
const chosen: ReadonlySet<string> = new Set(['environment', 'args', 'labels', 'annotations', 'driver_opts', 'options'])

function gather(value: Plain | undefined, found: Set<string>, path: readonly string[] = []): void {
  const key = path.at(-1) ?? ''
  if (typeof value === 'string') {
    for (const password of passwords(value)) found.add(password)
    const isToken = chosen.has(path.at(-2) ?? '') && !value.startsWith('/') && valueLooksSecret('', value)
    if (looksSecret(key) || isToken) found.add(value)
    return
  }
  if (value === null || value === undefined || typeof value !== 'object') return
  if (Array.isArray(value)) return (value as readonly Plain[]).forEach((item) => gather(item, found, [...path, '']))
  const entries = value instanceof Map ? [...(value as ReadonlyMap<string, Plain>)] : Object.entries(value)
  for (const [name, item] of entries) gather(item, found, [...path, name])
}

function passwords(text: string): readonly string[] {
  return [...text.matchAll(/:\/\/[^\s/@:]*:([^\s@]+)@/g)].flatMap(([, password = '']) => {
    const plain = [password]
    try {
      plain.push(decodeURIComponent(password))
    } catch {
      // It is no encoded text.
    }
    return plain
  })
}

/** A value as a whole, without what surrounds it, and each of its lines: a program may print one of them. */
function forms(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim())
  return [value, value.trim(), JSON.stringify(value).slice(1, -1), ...lines.filter((line) => line.length >= 8)]
}

function isHarmless(value: string, known: ReadonlySet<string>): boolean {
  if (known.has(value) || (value.startsWith('/') && existsSync(value))) return true
  return /^(?:true|false|enabled|disabled|required|\d{1,7})$/i.test(value)
}

function replacing(values: readonly string[]): Redact {
  // A value may be part of another one.
  const sorted = values.toSorted((a, b) => b.length - a.length)
  return (text) => withoutUserinfo(sorted.reduce((rest, value) => rest.replaceAll(value, () => hidden), text))
}

/** A pipe can be read only once, and that is for the containers. */
async function beginningOf(file: string): Promise<string> {
  try {
    if (!(await stat(file)).isFile()) return ''
    await using handle = await open(file)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longest), 0, longest)
    return buffer.subarray(0, bytesRead).toString('utf8')
  } catch {
    return ''
  }
}
