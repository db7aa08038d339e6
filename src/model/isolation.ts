import type { Port } from '../attributes/service/ports.ts'

/** Which copy of a project is meant, beside the plain one and other copies. */
export interface Isolation {
  /** What the project's name ends with; canonical, as project names are. */
  readonly name: string
  /**
   * Host ports of a copy are free ones, kept until somebody else has them. `remembered`: also for the time after the copy was
   * taken down. `fresh`: taking it down forgets them, as is right for a copy that lives as long as a test.
   */
  readonly ports: 'remembered' | 'fresh'
}

/** A project that is a copy. */
export interface Copy extends Isolation {
  /** The published ports of every service as the files have them. */
  readonly written: ReadonlyMap<string, readonly Port[]>
  /** References that nobody but the copy gives to what it builds: no registry has them. */
  readonly tags: ReadonlySet<string>
}

/**
 * The name of a copy: `<name>-<suffix>`. A name that was given by hand and ends so already is that of the copy itself; hence
 * what runs inside of one (COMPOSE_PROJECT_NAME) may ask for it again.
 */
export function isolatedName(
  name: string,
  { name: suffix }: Pick<Isolation, 'name'>,
  from: 'hand' | 'files' = 'files',
): string {
  return from === 'hand' && name.endsWith(`-${suffix}`) ? name : `${name}-${suffix}`
}
