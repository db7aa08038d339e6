import type { Attribute } from '../../src/attributes/kinds/attribute.ts'
import type { Scope } from '../../src/attributes/kinds/scope.ts'
import type { Translation } from '../../src/attributes/kinds/translation.ts'
import type { Plain } from '../../src/plain.ts'
import { createReport, type Report } from '../../src/source/diagnostic.ts'
import { lineColumn, sourceFile } from '../../src/source/file.ts'
import type { Node } from '../../src/source/node.ts'
import { parseYaml } from '../../src/source/parse.ts'
import type { ContainerDraft } from '../../src/spec.ts'

/** What became of an attribute that was written as `yaml`, each further text laid on the ones before as an override file. */
export interface Outcome {
  /** As `config --format json` shows it; undefined when it is not shown. */
  readonly json: unknown
  readonly yaml: unknown
  /** What it adds to the create payload: HostConfig's fields and the other ones side by side. */
  readonly payload: Readonly<Record<string, unknown>>
  readonly draft: ContainerDraft
  /** `line:column message` of every error, then of every warning. */
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** Runs all passes of `attribute` in the order of the loader. */
export function run<T>(attribute: Attribute<T>, yaml: string, ...overrides: readonly string[]): Outcome {
  const report = createReport()
  const scope = scopeOf(report)
  const [first, ...rest] = [yaml, ...overrides].map((text) => attribute.canonical(nodeOf(text, report), scope))
  const merged = rest.reduce((base, over) => attribute.merge(base, over, scope), first as Node)
  const value = attribute.parse(merged, scope)
  const draft: ContainerDraft = {
    body: { Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
    files: [],
  }
  if (value !== undefined) attribute.translate?.(value, draft, translation)
  const { Labels, HostConfig, NetworkingConfig: _networks, ...body } = draft.body
  return {
    json: bare(value === undefined ? attribute.absent?.('json') : attribute.print(value, 'json')),
    yaml: bare(value === undefined ? attribute.absent?.('yaml') : attribute.print(value, 'yaml')),
    payload: { ...body, ...HostConfig, ...(Object.keys(Labels).length > 0 ? { Labels } : {}) },
    draft,
    errors: linesOf(report, 'error'),
    warnings: linesOf(report, 'warning'),
  }
}

/** A scope below `/project` in which the attribute is called `x`. */
export function scopeOf(report: Report): Scope {
  return { path: ['x'], report, directory: '/project', home: '/home/me', paths: 'resolve' }
}

/** The only document of a YAML text. */
export function nodeOf(yaml: string, report: Report = createReport()): Node {
  const [node] = parseYaml(sourceFile('/project/compose.yaml', yaml), report)
  if (node === undefined) throw new Error(`no document in: ${yaml}`)
  return node
}

/** Names in the engine are the keys with a prefix. */
export const translation: Translation = {
  apiVersion: '1.51',
  project: 'p',
  service: 'web',
  container: 'p-web-1',
  network: (key) => `p_${key}`,
  volume: (key) => `p_${key}`,
  containerOf: (service) => `p-${service}-1`,
  containersOf: (service) => [`p-${service}-1`],
  number: 1,
  separator: '-',
  secret: (key) => ({ source: { name: key } }),
  config: (key) => ({ source: { name: key } }),
  seccompProfile: (path) => `{ "profile of" : "${path}",\n\t"n": 1.50 }\n`,
  oneOff: false,
  useAliases: false,
}

function bare(plain: Plain | undefined): unknown {
  if (plain instanceof Map) return Object.fromEntries([...plain].map(([key, value]) => [key, bare(value)]))
  if (Array.isArray(plain)) return plain.map(bare)
  if (typeof plain !== 'object' || plain === null) return plain
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, bare(value)]))
}

function linesOf(report: Report, severity: 'error' | 'warning'): readonly string[] {
  return report.diagnostics
    .filter((diagnostic) => diagnostic.severity === severity)
    .map(({ at, message }) => {
      const place = at === undefined ? undefined : lineColumn(at.file, at.start)
      return `${place?.line}:${place?.column} ${message}`
    })
}
