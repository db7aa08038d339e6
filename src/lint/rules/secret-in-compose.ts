import { nodeAt, type Path, type Via } from '../../source/node.ts'
import { type Facts, type LintedService, placeOf } from '../facts.ts'
import type { Finding, Rule } from '../rule.ts'
import { isWrittenSecret } from '../secret-value.ts'

/** A compose file is kept with the source; so is every secret in it. */
export const secretInCompose: Rule = {
  kind: 'secret-in-compose',
  check: (facts) => facts.services.flatMap((linted) => inService(facts, linted)),
}

function inService(facts: Facts, { name, service }: LintedService): readonly Finding[] {
  return [
    ...written(facts, ['services', name, 'environment'], service.environment),
    ...written(facts, ['services', name, 'build', 'args'], service.build?.args),
  ].map(({ key, path }) => ({
    message: `${path.slice(0, -1).join('.')} holds the secret ${key} as plain text`,
    at: placeOf(facts, name, path.slice(2)),
    fix: path.includes('args')
      ? 'use `build.secrets` and `RUN --mount=type=secret`: arguments stay in the history of the image'
      : `use \`secrets\`, or a variable of the shell or of .env: \`${key}: \${${key}}\``,
  }))
}

interface Written {
  readonly key: string
  readonly path: Path
}

function written(
  { project }: Facts,
  path: Path,
  values: ReadonlyMap<string, string | null> | undefined,
): readonly Written[] {
  return [...(values ?? [])].flatMap(([key, value]) => {
    const node = nodeAt(project.tree, [...path, key])
    if (value === null || node === undefined || isFilledIn(node.at.via) || !isWrittenSecret(key, value)) return []
    return [{ key, path: [...path, key] }]
  })
}

function isFilledIn(via: Via | undefined): boolean {
  if (via === undefined) return false
  return via.kind === 'variable' || isFilledIn(via.at.via)
}
