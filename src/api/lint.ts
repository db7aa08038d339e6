import { readdir } from 'node:fs/promises'
import { scalarText } from '../attributes/kinds/scalars.ts'
import type { Service } from '../attributes/service.ts'
import { isRemoteContext } from '../attributes/service/build.ts'
import { contextIgnore, findDockerfile } from '../engine/build/context.ts'
import type { Ignore } from '../engine/build/dockerignore.ts'
import { chainOf, readDockerfile } from '../lint/dockerfile.ts'
import { type Built, type LintedService, servicesOf } from '../lint/facts.ts'
import { inlineText, wholeFile } from '../lint/inline-text.ts'
import { lint as findAll, ruleNamed } from '../lint/lint.ts'
import { asWritten } from '../load/as-written.ts'
import { load } from '../load/load.ts'
import type { LoadOptions, LoadWorld } from '../load/options.ts'
import { originOf, type Project } from '../model/project.ts'
import { select } from '../model/select.ts'
import { buildSpec } from '../plan/build-spec.ts'
import type { BuildSpec } from '../plan/step.ts'
import { type LintKind, lintKinds } from '../source/codes.ts'
import { type Diagnostic, toldOf } from '../source/diagnostic.ts'
import { type SourceFile, sourceFile } from '../source/file.ts'
import { child, type Node, nodeAt } from '../source/node.ts'

export interface LintOptions extends LoadOptions {
  /** Service names or patterns; empty means all, those of profiles that are off among them. */
  readonly services: readonly string[]
  /** Codes or names of the rules that are asked; none or an empty list means all. */
  readonly rules?: readonly string[]
  /** Codes or names of rules that are not asked, whatever `rules` says. */
  readonly ignore: readonly string[]
}

/** What the rules find, the warnings of the load, and what could not be looked at. */
export interface LintResult {
  readonly findings: readonly Diagnostic[]
  readonly warnings: readonly Diagnostic[]
  readonly unseen: readonly string[]
}

/**
 * Looks at compose files and Dockerfiles for what the practice of the field warns of. Asks no engine and no registry. Throws a
 * ComposeError for mistakes in files, and an Error for an unknown service or rule.
 */
export async function lint(options: LintOptions, world: LoadWorld): Promise<LintResult> {
  const ignore = new Set(options.ignore.map(knownRule))
  const { rules: named = [] } = options
  const rules = named.length === 0 ? lintKinds : named.map(knownRule)
  const asked = new Set(rules.filter((rule) => !ignore.has(rule)))
  const project = await load({ ...options, resolveEnvironment: false }, world)
  const { services } = options
  const chosen =
    services.length === 0
      ? servicesOf(project)
      : select(project, { services, along: 'nothing', allResources: true }).services
  const texts = new Map<string, SourceFile>()
  const unseen: string[] = []
  const linted: LintedService[] = []
  for (const [name, service] of chosen) {
    const found = await builtOf(project, service, texts)
    if (typeof found === 'string') unseen.push(`services.${name}: ${found}`)
    const own = servicesOf(project).get(name) ?? service
    linted.push({ name, service: own, ...(typeof found === 'object' ? { built: found } : {}) })
  }
  const missing = await missingPaths(linted, world)
  const findings = findAll({ project, services: linted, all: servicesOf(project), missing }, asked)
  return { findings, warnings: toldOf(project.warnings), unseen }
}

function knownRule(word: string): LintKind {
  const rule = ruleNamed(word)
  if (rule !== undefined) return rule
  throw Object.assign(new Error(`${JSON.stringify(word)} is not a rule`), { fix: 'schema/LINT.md lists the rules' })
}

/** How the image of a service is built, or why that could not be looked at; undefined where nothing is built. */
async function builtOf(
  project: Project,
  service: Service,
  texts: Map<string, SourceFile>,
): Promise<Built | string | undefined> {
  if (service.build === undefined) return undefined
  const { secrets: _, ...build } = service.build
  if (isRemoteContext(build.context ?? '')) return 'its Dockerfile lies elsewhere'
  const spec = buildSpec(project, service, build)
  try {
    const dockerfile = await dockerfileOf(project, spec, texts)
    return {
      build: service.build,
      dockerfile,
      chain: chainOf(dockerfile, build.target),
      ...(await leakingOf(spec)),
    }
  } catch (error) {
    return asInFile((error as Error).message, nodeAt(project.tree, ['services', service.name, 'build']))
  }
}

/** A message in which paths that variables gave stand as the file has them: they may be secret. */
function asInFile(message: string, build: Node | undefined): string {
  const contexts = child(build, 'additional_contexts')
  const named = contexts?.kind === 'map' ? [...contexts.entries.values()].map(({ node }) => node) : []
  const paths = [build, child(build, 'context'), child(build, 'dockerfile'), ...named]
  return paths.reduce((text, node) => {
    const value = node?.kind === 'scalar' ? scalarText(node) : ''
    return value === '' ? text : text.replaceAll(value, () => asWritten(value, node?.at))
  }, message)
}

async function dockerfileOf(
  project: Project,
  spec: BuildSpec,
  texts: Map<string, SourceFile>,
): Promise<Built['dockerfile']> {
  const { text, absolute } = await findDockerfile(spec)
  const inline = originOf(project, ['services', spec.service, 'build', 'dockerfile_inline'])
  if (absolute === undefined) {
    if (inline === undefined) throw new Error('its Dockerfile stands in no file')
    return readDockerfile(inlineText(text, inline), spec.args)
  }
  const file = texts.get(absolute) ?? sourceFile(absolute, text)
  texts.set(absolute, file)
  return readDockerfile(wholeFile(file), spec.args)
}

async function leakingOf(spec: BuildSpec): Promise<Pick<Built, 'leaking' | 'hasIgnoreFile'>> {
  const [ignore, names] = await Promise.all([contextIgnore(spec), readdir(spec.context)])
  return {
    leaking: names.filter((name) => isPrivate(name) && !staysOut(ignore, name)).toSorted(),
    hasIgnoreFile: names.includes('.dockerignore'),
  }
}

/** History and secrets; examples of the latter are for everybody. */
function isPrivate(name: string): boolean {
  return name === '.git' || (/^\.env(?:\.|$)/.test(name) && !/\.(?:example|sample|template|dist|defaults?)$/.test(name))
}

/** `.git/*` empties a folder as `.git` leaves it out. */
function staysOut(ignore: Ignore, name: string): boolean {
  return ignore.excludes(name) || (name === '.git' && ignore.excludes('.git/HEAD'))
}

async function missingPaths(services: readonly LintedService[], { exists }: LoadWorld): Promise<ReadonlySet<string>> {
  const binds = services.flatMap(({ service }) => (service.volumes ?? []).filter(({ type }) => type === 'bind'))
  const paths = [...new Set(binds.flatMap(({ source }) => source ?? []))]
  const there = await Promise.all(paths.map(exists))
  return new Set(paths.filter((_, index) => there[index] === false))
}
