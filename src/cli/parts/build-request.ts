import { resolve } from 'node:path'
import type { Transfer } from '../../api/transfer.ts'
import { UsageError } from '../usage-error.ts'

/** The flags of `build` that decide what is asked of the engine. */
export interface BuildFlags {
  readonly 'build-arg': readonly string[]
  readonly builder: string | undefined
  readonly check: boolean
  readonly memory: string | undefined
  readonly 'no-cache': boolean
  readonly print: boolean
  readonly provenance: string | undefined
  readonly pull: boolean
  readonly push: boolean
  readonly sbom: string | undefined
  readonly ssh: string | undefined
}

/**
 * The flags as what is to be built. A bare `--build-arg KEY` means the variable.
 * Throws UsageError for values that cannot be read.
 */
export function buildRequest(flags: BuildFlags, cwd: string): Extract<Transfer, { verb: 'build' }> {
  const args = flags['build-arg'].map((arg): [string, string | null] => {
    const [, key = arg, value = null] = /^([^=]*)=([^]*)$/.exec(arg) ?? []
    return [key, value]
  })
  const memory = memoryOf(flags.memory ?? '')
  const { builder, provenance, sbom, ssh } = flags
  return {
    verb: 'build',
    ...given({ builder, provenance, sbom }),
    ...(ssh === undefined || ssh === '' ? {} : { ssh: sshOf(ssh, cwd) }),
    ...(memory === undefined ? {} : { memory }),
    ...(flags.check ? { check: true } : {}),
    args: new Map(args),
    cache: flags['no-cache'] ? 'ignore' : 'use',
    bases: flags.pull ? 'always' : 'missing',
    push: flags.push ? 'yes' : 'no',
  }
}

function given<T extends Readonly<Record<string, string | undefined>>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as {
    [K in keyof T]?: string
  }
}

/** `default`, `id=path`, several with commas (docker compose 2.40.3). Throws UsageError for an id without a path. */
function sshOf(text: string, cwd: string): ReadonlyMap<string, string> {
  const entries = text.split(',').map((part): [string, string] => {
    const [, id = part, path = ''] = /^([^=]*)=([^]*)$/.exec(part) ?? []
    if (id !== 'default' && path === '')
      throw new UsageError(`invalid value for --ssh: ${JSON.stringify(text)}`, 'write `default` or `NAME=PATH`')
    return [id, path === '' ? '' : resolve(cwd, path)]
  })
  return new Map(entries)
}

/** Bytes. Throws UsageError for what is no size, as docker compose 2.40.3 does although BuildKit has no such limit. */
function memoryOf(text: string): number | undefined {
  if (text === '') return undefined
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i.exec(text) ?? []
  if (number !== undefined) return Math.floor(Number(number) * 1024 ** ' kmgtp'.indexOf(unit.toLowerCase() || ' '))
  throw new UsageError(
    `invalid argument ${JSON.stringify(text)} for "-m, --memory" flag: invalid size: '${text}'`,
    'write for instance `--memory 512m`',
  )
}
