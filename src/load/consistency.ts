import { extensionNetwork } from '../attributes/service/networks.ts'
import { dependencyCycle } from '../model/cycle.ts'
import { originOf, type Project } from '../model/project.ts'
import type { Report } from '../source/diagnostic.ts'
import { child, type Node, nodeAt, type Origin, type Path } from '../source/node.ts'
import { asWritten } from './as-written.ts'
import { type Checking, otherServices } from './checking.ts'
import { checkBuild } from './consistency/build.ts'
import { checkDeploy } from './consistency/deploy.ts'
import { checkImage } from './consistency/image.ts'
import { checkMounts } from './consistency/mounts.ts'
import { reportExtensionNetwork } from './consistency/networks.ts'
import { checkReady } from './consistency/ready.ts'
import { checkReservedVolumes } from './consistency/volumes.ts'
import { meant, meantService } from './meant.ts'

/**
 * Reports what cannot work although each part is well formed: names that nothing defines, keys that exclude each other,
 * services without an image (docker compose 2.40.3). Only active services count, but for what is a mistake once
 * one is enabled by its name; all mistakes are found together.
 */
export function checkConsistency(project: Project, report: Report): void {
  for (const service of project.services.values()) {
    const checking: Checking = {
      project,
      service,
      report,
      at: (...path) => placeOf(project, ['services', service.name, ...path]),
    }
    checkImage(checking)
    checkBuild(checking)
    checkNetworks(checking)
    checkDependencies(checking)
    checkReferences(checking)
    checkHealthcheck(checking)
    checkWatch(checking)
    checkDeploy(checking)
    checkMounts(checking)
  }
  for (const { name } of [...project.services.values(), ...project.disabled.values()]) checkReady(name, project, report)
  checkContainerNames(project, report)
  checkReservedVolumes(project, report)
  checkSecrets(project, report)
  const cycle = dependencyCycle(project)
  if (cycle !== undefined) report.error(cycle.kind, cycle.message, cycle)
}

/** The place of a value; for a mapping, and for nothing at all, that of its key, which is what people look for. */
function placeOf(project: Project, path: Path): { readonly at?: Origin } {
  const parent = nodeAt(project.tree, path.slice(0, -1))
  const entry = parent?.kind === 'map' ? parent.entries.get(String(path.at(-1))) : undefined
  const at = entry !== undefined && !hasText(entry.node) ? entry.keyAt : originOf(project, path)
  return at === undefined ? {} : { at }
}

function hasText({ kind, at }: Node): boolean {
  return kind === 'seq' || (kind === 'scalar' && at.end > at.start)
}

function checkNetworks(checking: Checking): void {
  const { project, service, report, at } = checking
  if (service.network_mode !== undefined && (service.networks?.size ?? 0) > 0) {
    report.error(
      'exclusive-keys',
      `service "${service.name}" declares mutually exclusive \`network_mode\` and \`networks\``,
      {
        ...at('network_mode'),
        notes: [{ message: 'its networks', ...at('networks') }],
        fix: 'remove one of them',
      },
    )
  }
  for (const name of service.networks?.keys() ?? []) {
    if (project.networks.has(name)) continue
    if (name === extensionNetwork) {
      reportExtensionNetwork(checking)
      continue
    }
    requireDeclared(checking, { what: 'network', name, path: ['networks', name] })
  }
}

function checkDependencies(checking: Checking): void {
  const { project, service, report, at } = checking
  for (const [name, need] of service.depends_on ?? []) {
    if (project.services.has(name)) continue
    const disabled = project.disabled.get(name)
    if (disabled !== undefined && need.required === false) continue
    const profile = disabled?.profiles?.[0]
    const place = at('depends_on', name)
    report.error(
      'undefined-service',
      `service "${service.name}" depends on undefined service "${asWritten(name, place.at)}"`,
      {
        ...place,
        ...(profile === undefined
          ? meantService(name, otherServices(checking))
          : { fix: `\`${name}\` is inactive: enable it with --profile ${profile}, or set \`required: false\`` }),
      },
    )
  }
}

function checkReferences(checking: Checking): void {
  const { service } = checking
  service.volumes?.forEach(({ type, source }, index) => {
    if (type !== 'volume' || source === undefined) return
    requireDeclared(checking, { what: 'volume', name: source, path: ['volumes', index, 'source'] })
  })
  service.build?.secrets?.forEach(({ source = '' }, index) =>
    requireDeclared(checking, { what: 'build secret', name: source, path: ['build', 'secrets', index, 'source'] }),
  )
  service.secrets?.forEach(({ source = '' }, index) =>
    requireDeclared(checking, { what: 'secret', name: source, path: ['secrets', index, 'source'] }),
  )
  service.configs?.forEach(({ source = '' }, index) =>
    requireDeclared(checking, { what: 'config', name: source, path: ['configs', index, 'source'] }),
  )
  for (const name of service.models?.keys() ?? [])
    requireDeclared(checking, { what: 'model', name, path: ['models', name] })
}

/** Where what a service refers to is declared, and what is wrong where it is not. */
const declarations = {
  network: { section: 'networks', kind: 'undefined-network' },
  volume: { section: 'volumes', kind: 'undefined-volume' },
  'build secret': { section: 'secrets', kind: 'undefined-secret' },
  secret: { section: 'secrets', kind: 'undefined-secret' },
  config: { section: 'configs', kind: 'undefined-config' },
  model: { section: 'models', kind: 'undefined-model' },
} as const

interface Reference {
  readonly what: keyof typeof declarations
  readonly name: string
  /** Where it stands in the service. */
  readonly path: Path
}

function requireDeclared({ project, service, report, at }: Checking, { what, name, path }: Reference): void {
  const { section, kind } = declarations[what]
  const declared: ReadonlyMap<string, unknown> = project[section]
  if (declared.has(name)) return
  const place = at(...path)
  const message = `service "${service.name}" refers to undefined ${what} ${asWritten(name, place.at)}`
  report.error(kind, message, {
    ...place,
    ...meant(name, declared.keys(), `declare it under the top-level \`${section}:\``),
  })
}

function checkHealthcheck({ service, report, at }: Checking): void {
  const [first] = service.healthcheck?.test ?? []
  if (first === undefined || ['CMD', 'CMD-SHELL', 'NONE'].includes(first)) return
  report.error(
    'invalid-value',
    `service "${service.name}": healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"`,
    {
      ...at('healthcheck', 'test'),
      fix: 'write `["CMD", …]`, or one string for the shell',
    },
  )
}

function checkWatch({ service, report, at }: Checking): void {
  service.develop?.watch?.forEach((rule, index) => {
    if (rule.target !== undefined || rule.action === 'rebuild' || rule.action === 'restart') return
    report.error('missing-key', `services.${service.name}.develop.watch: target is required for non-rebuild actions`, {
      ...at('develop', 'watch', index),
      fix: 'add `target:`, the path in the container',
    })
  })
}

/** Two services cannot share a container name. */
function checkContainerNames(project: Project, report: Report): void {
  const owners = new Map<string, string>()
  const services = child(project.tree, 'services')
  const written = services?.kind === 'map' ? [...services.entries.keys()] : []
  for (const service of written.flatMap((name) => project.services.get(name) ?? [])) {
    const name = service.container_name
    if (name === undefined) continue
    const owner = owners.get(name)
    if (owner === undefined) owners.set(name, service.name)
    else {
      report.error(
        'duplicate-item',
        `services.${service.name}: container name "${name}" is already in use by service ${owner}`,
        {
          ...placeOf(project, ['services', service.name, 'container_name']),
          notes: [{ message: 'the other one', ...placeOf(project, ['services', owner, 'container_name']) }],
          fix: 'rename one of them',
        },
      )
    }
  }
}

function checkSecrets(project: Project, report: Report): void {
  for (const [name, secret] of project.secrets) {
    if (secret.external === true || secret.file !== undefined || secret.environment !== undefined) continue
    // Where nothing of it is written, the attribute itself asks for a source.
    const written = child(child(project.tree, 'secrets'), name)
    if (['file', 'environment', 'driver', 'external'].every((key) => child(written, key) === undefined)) continue
    report.error('missing-key', `secret "${name}" must declare either \`file\` or \`environment\``, {
      ...placeOf(project, ['secrets', name]),
      fix: `write for instance \`file: ./${name}\``,
    })
  }
}
