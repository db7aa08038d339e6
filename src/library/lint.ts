import type { LintResult } from '../api/lint.ts'
import { loadWorld } from '../api/world/load-world.ts'
import type { ProjectSource } from './stack-options.ts'
import { whileOpen } from './while-open.ts'

/** What is looked at, and by which rules. */
export interface LintOptions extends ProjectSource {
  /** Default all services, those of profiles that are off among them. */
  readonly services?: readonly string[]
  /** Codes or names of the rules that are asked. Default all. */
  readonly rules?: readonly string[]
  /** Codes or names of rules that are left out ([LINT.md](LINT.md)). Default none. */
  readonly ignore?: readonly string[]
}

/**
 * What `muster lint` finds in compose files and Dockerfiles; no engine is needed. Rejects with ComposeError for mistakes in files, and
 * with an Error for a service or a rule that does not exist.
 *
 * @example
 * const { findings } = await lint({ compose: { services: { web: { image: 'nginx' } } } })
 * for (const finding of findings) console.log(diagnosticJson(finding))
 */
export async function lint(options: LintOptions = {}): Promise<LintResult> {
  const { services = [], rules = [], ignore = [], ...rest } = options
  return await whileOpen(rest, async ({ world, wanted }) => {
    const { lint: look } = await import('../api/lint.ts')
    return await look({ ...wanted, services, rules, ignore }, loadWorld(world))
  })
}
