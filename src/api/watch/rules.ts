import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { extensions } from '../../attributes/kinds/record.ts'
import type { Service } from '../../attributes/service.ts'
import type { Trigger } from '../../attributes/service/develop.ts'
import { contextIgnore } from '../../engine/build/context.ts'
import { type Ignore, ignoringPaths } from '../../engine/build/dockerignore.ts'
import { originOf, type Project } from '../../model/project.ts'
import { buildSpec } from '../../plan/build-spec.ts'
import { ephemeral, type WatchAction, type WatchRule, within } from '../../run/watch/rule.ts'
import { ComposeError, type Diagnostic } from '../../source/diagnostic.ts'
import { nodeAt, type Path } from '../../source/node.ts'

/** The rules of a project, and what is to be said about them. */
export interface ReadRules {
  readonly rules: readonly WatchRule[]
  /** Those of `rules` whose files go into the containers before anything changes. */
  readonly initial: readonly WatchRule[]
  readonly warnings: readonly string[]
}

/**
 * Whether a project can be watched. Throws an Error in docker compose's words (2.40.3) where no service has a `develop`
 * section, a ComposeError where a rule cannot be kept.
 */
export function checkWatchable(project: Project): void {
  const services = [...project.services.values()]
  if (services.every(({ develop }) => (develop?.watch ?? []).length === 0))
    throw new Error("none of the selected services is configured for watch, consider setting a 'develop' section")
  const mistakes = services.flatMap((service) =>
    (service.develop?.watch ?? []).flatMap((trigger, index): Diagnostic[] => {
      if (trigger.action !== 'rebuild' || service.build !== undefined) return []
      const message = `can't watch service "${service.name}" with action rebuild without a build context`
      const path: Path = ['services', service.name, 'develop', 'watch', index, 'action']
      const at = originOf(project, path)
      const fix = `add \`build\` to the service, or choose another action`
      return [{ severity: 'error', kind: 'missing-key', message, notes: [], fix, path, ...(at && { at }) }]
    }),
  )
  if (mistakes.length > 0) throw new ComposeError(mistakes)
}

/** Makes the rules ready. Rejects with EngineError where a .dockerignore cannot be read, a ComposeError for a pattern that is none. */
export async function readRules(project: Project): Promise<ReadRules> {
  const secret = secretFiles(project)
  const read: { rules: WatchRule[]; initial: WatchRule[]; warnings: string[] } = {
    rules: [],
    initial: [],
    warnings: [],
  }
  for (const service of project.services.values()) {
    const triggers = service.develop?.watch ?? []
    if (triggers.length === 0) continue
    const context = await contextRules(project, service)
    for (const [index, trigger] of triggers.entries()) {
      if (isMounted(trigger, service)) {
        const text = `path '${trigger.path ?? ''}' also declared by a bind mount volume, this path won't be monitored!`
        read.warnings.push(text)
        continue
      }
      const rule = ruleOf(trigger, { project, service, context, secret, index })
      read.rules.push(rule)
      if (startsWithAll(trigger, read.warnings) && rule.action.startsWith('sync')) read.initial.push(rule)
      read.warnings.push(...secretsIn(rule))
    }
  }
  return read
}

/** Also of secrets that no selected service uses. */
function secretFiles(project: Project): ReadonlySet<string> {
  const secrets = nodeAt(project.tree, ['secrets'])
  const names = secrets?.kind === 'map' ? [...secrets.entries.keys()] : []
  const files = names.flatMap((name) => {
    const file = nodeAt(project.tree, ['secrets', name, 'file'])
    return file?.kind === 'scalar' && typeof file.value === 'string' ? [file.value] : []
  })
  return new Set(files.map((file) => realPlace(resolve(project.directory, file))))
}

function secretsIn({ root, target, secret, service }: WatchRule): readonly string[] {
  const inside = target === undefined ? [] : [...secret].filter((path) => within(root, path) !== undefined)
  return inside.map((path) => `${path} is a secret of the project: it is never copied into ${service}`)
}

function startsWithAll(trigger: Trigger, warnings: string[]): boolean {
  if (trigger.initial_sync === true) return true
  const old = (trigger as { readonly [extensions]?: ReadonlyMap<string, unknown> })[extensions]?.get('x-initialSync')
  if (old !== true) return false
  warnings.push('x-initialSync is DEPRECATED, please use the official `initial_sync` attribute')
  return true
}

/** The .dockerignore of the build context counts for every rule of the service (docker compose 2.40.3). */
async function contextRules(project: Project, service: Service): Promise<WatchRule['ignore']> {
  const everywhere = { root: '/', patterns: ignoringPaths(ephemeral) }
  if (service.build === undefined) return [everywhere]
  const spec = buildSpec(project, service, service.build)
  if (!existsSync(spec.context)) return [everywhere]
  return [everywhere, { root: realPlace(spec.context), patterns: await contextIgnore(spec) }]
}

interface Surroundings {
  readonly project: Project
  readonly service: Service
  readonly context: WatchRule['ignore']
  readonly secret: ReadonlySet<string>
  readonly index: number
}

function ruleOf(trigger: Trigger, surroundings: Surroundings): WatchRule {
  const { service, context, secret } = surroundings
  const root = realPlace(trigger.path ?? '')
  const patternsOf = (key: 'ignore' | 'include'): Ignore | undefined => {
    const texts = trigger[key] ?? []
    return texts.length === 0 ? undefined : patterns(texts, key, surroundings)
  }
  const include = patternsOf('include')
  const own = patternsOf('ignore')
  return {
    service: service.name,
    action: (trigger.action ?? '') as WatchAction,
    root,
    ignore: own === undefined ? context : [...context, { root, patterns: own }],
    secret,
    ...(include && { include }),
    ...(trigger.target !== undefined && { target: trigger.target }),
    ...(trigger.exec !== undefined && { exec: trigger.exec }),
  }
}

function patterns(
  texts: readonly string[],
  key: 'ignore' | 'include',
  { project, service, index }: Surroundings,
): Ignore {
  try {
    return ignoringPaths(texts)
  } catch (error) {
    const path: Path = ['services', service.name, 'develop', 'watch', index, key]
    const at = originOf(project, path)
    const message = `${path.slice(0, 4).join('.')}[${index}].${key}: ${(error as Error).message}`
    throw new ComposeError([
      {
        severity: 'error',
        kind: 'invalid-value',
        message,
        notes: [],
        path,
        fix: 'correct the pattern',
        ...(at && { at }),
      },
    ])
  }
}

/** What the container has of the host needs no copy. */
function isMounted(trigger: Trigger, service: Service): boolean {
  if (trigger.action === 'rebuild' || trigger.action === 'restart') return false
  return (service.volumes ?? []).some(
    (mount) =>
      mount.type === 'bind' && mount.source !== undefined && within(mount.source, trigger.path ?? '') !== undefined,
  )
}

/** The path with its links resolved, as far as it exists. */
function realPlace(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const above = dirname(path)
  return above === path ? path : join(realPlace(above), basename(path))
}
