import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = '/proc/sys/fs/binfmt_misc'

/**
 * Architectures, in Go's words, whose programs this machine's kernel hands to an emulator (binfmt_misc); undefined where it does not
 * show that.
 */
export function emulators(from: string = folder): ReadonlySet<string> | undefined {
  try {
    if (!existsSync(join(from, 'register'))) return undefined
    const handlers = readdirSync(from).filter((name) => name !== 'register' && name !== 'status')
    return new Set(handlers.flatMap((name) => emulated(readFileSync(join(from, name), 'utf8')) ?? []))
  } catch {
    return undefined
  }
}

/** Of the `e_machine` of an ELF header, in the byte order of its architecture. */
const machines: ReadonlyMap<string, string> = new Map([
  ['0300', '386'],
  ['3e00', 'amd64'],
  ['2800', 'arm'],
  ['b700', 'arm64'],
  ['1500', 'ppc64le'],
  ['f300', 'riscv64'],
  ['0016', 's390x'],
  ['0201', 'loong64'],
])

/** The architecture that a handler is for, by the beginning of the files that it takes; undefined for those of no program, and those that are off. */
export function emulated(handler: string): string | undefined {
  const [, magic = ''] = /^magic ([0-9a-f]+)$/m.exec(handler) ?? []
  if (!/^enabled$/m.test(handler) || !/^offset 0$/m.test(handler) || !magic.startsWith('7f454c46')) return undefined
  return machines.get(magic.slice(36, 40))
}
