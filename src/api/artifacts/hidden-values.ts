import { open } from 'node:fs/promises'
import { printService } from '../../model/print.ts'
import type { Project } from '../../model/project.ts'
import { looksSecret as valueLooksSecret } from '../../model/shown-value.ts'
import type { Plain } from '../../plain.ts'
import { looksSecret, namesSecret, withoutUserinfo } from '../../source/mask.ts'
import type { Redact } from '../../source/redact.ts'

/** What stands for a hidden value. */
export const hidden = '***'

/** Shorter values stand in too many words by chance; at their own key they are hidden all the same. */
const shortest = 6

/** Bytes of a secret's file that are looked at. */
const longest = 64 * 1024

/**
 * Takes every value out of a text that the project treats as secret: of variables, build arguments and labels whose name
 * or look says so, passwords of addresses, and what secrets hold. Values that the project also uses for something
 * public, such as the name of a service or image, are no secret.
 */
export async function hiddenValues(project: Project): Promise<Redact> {
  const found = new Set<string>()
  const known = new Set<string>([project.name])
  for (const service of [...project.services.values(), ...project.disabled.values()]) {
    known.add(service.name)
    for (const part of (service.image ?? '').split(/[/:@]/)) known.add(part)
    gather(printService(service, 'yaml'), { found, known })
  }
  for (const [name, value] of project.environment) if (namesSecret(name)) found.add(value)
  for (const [key, value] of project.includedContents ?? []) if (key.startsWith('secrets')) found.add(value)
  for (const { file, environment, content } of project.secrets.values()) {
    if (content !== undefined) found.add(content)
    if (environment !== undefined) found.add(project.environment.get(environment) ?? '')
    if (file !== undefined) found.add(await beginningOf(file))
  }
  const values = [...found].flatMap(forms).filter((value) => value.length >= shortest && !harmless(value, known))
  return replacing([...new Set(values)])
}

/** The same for bytes that were read as latin1, which keeps every one of them. */
export function bytewise(redact: Redact): (data: Uint8Array) => Uint8Array {
  return (data) => {
    const text = Buffer.from(data).toString('utf8')
    const clean = redact(text)
    // Most lines have nothing to hide, and not all of them are UTF-8.
    return clean === text ? data : Buffer.from(clean)
  }
}

interface Gathered {
  readonly found: Set<string>
  readonly known: Set<string>
}

function gather(value: Plain | undefined, to: Gathered, key = ''): void {
  if (typeof value === 'string') {
    for (const password of passwords(value)) to.found.add(password)
    if (looksSecret(key) || valueLooksSecret('', value)) to.found.add(value)
    else if (key !== 'image') to.known.add(value)
    return
  }
  if (value === null || value === undefined || typeof value !== 'object') return
  if (Array.isArray(value)) return (value as readonly Plain[]).forEach((item) => gather(item, to))
  const entries = value instanceof Map ? [...(value as ReadonlyMap<string, Plain>)] : Object.entries(value)
  for (const [name, item] of entries) gather(item, to, name)
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

function harmless(value: string, known: ReadonlySet<string>): boolean {
  return known.has(value) || /^(?:true|false|enabled|disabled|required|\d{1,7})$/i.test(value)
}

function replacing(values: readonly string[]): Redact {
  // A value may be part of another one.
  const sorted = values.toSorted((a, b) => b.length - a.length)
  return (text) => withoutUserinfo(sorted.reduce((rest, value) => rest.replaceAll(value, () => hidden), text))
}

async function beginningOf(file: string): Promise<string> {
  try {
    await using handle = await open(file)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longest), 0, longest)
    return buffer.subarray(0, bytesRead).toString('utf8')
  } catch {
    return ''
  }
}
