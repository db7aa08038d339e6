import { booleanOf } from '../argv/flag-value.ts'

interface Asked {
  readonly flags: { readonly 'remove-orphans': boolean }
  readonly env: ReadonlyMap<string, string>
}

/** What is done with containers that no service claims. Who says both wants them ignored (docker compose 2.40.3). */
export function orphansPolicy(asked: Asked): 'ignore' | 'remove' | 'warn' {
  if (ignores(asked)) return 'ignore'
  return removes(asked) ? 'remove' : 'warn'
}

/** `up` alone refuses what contradicts itself (docker compose 2.40.3). Throws. */
export function checkOrphans(asked: Asked): void {
  if (ignores(asked) && removes(asked)) throw new Error('cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans')
}

function ignores({ env }: Asked): boolean {
  return booleanOf(env.get('COMPOSE_IGNORE_ORPHANS') ?? '') === true
}

function removes({ flags, env }: Asked): boolean {
  return flags['remove-orphans'] || booleanOf(env.get('COMPOSE_REMOVE_ORPHANS') ?? '') === true
}
