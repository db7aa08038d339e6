import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Service } from '../../attributes/service.ts'
import { graphOf } from '../../graph/graph.ts'
import { originOf, type Project } from '../../model/project.ts'
import { foreignOrigin, providedServices, withProvided, withoutProvided } from '../../model/provided.ts'
import { keptFolder } from '../../registry/kept-folder.ts'
import { ComposeError, type Diagnostic } from '../../source/diagnostic.ts'
import { asTask } from '../execution/task.ts'
import { programEnvironment } from '../world/program-environment.ts'
import type { World } from '../world/world.ts'
import { xdgFolder } from '../world/xdg-folder.ts'
import type { Sight } from './sight.ts'

/**
 * Refuses providers that nobody has agreed to: a provider is a program of this machine that a compose file names. Consent is
 * `--allow-provider NAME`, MUSTER_ALLOW_PROVIDER or a line `NAME FOLDER` in the user's file `trusted-providers`, and it never
 * covers what an included, extended or fetched file says. Throws a ComposeError with all of them.
 */
export function requireConsent(project: Project, world: World): void {
  const refused = providedServices(project).flatMap((service) => refusal(project, service, world) ?? [])
  if (refused.length > 0) throw new ComposeError(refused)
}

/** Calls the providers, dependencies first, and goes on with what is left: containers that know what was set. */
export async function provide(sight: Sight, world: World): Promise<Sight> {
  if (providedServices(sight.project).length === 0) return sight
  let { project } = sight
  for (const name of sight.graph.order) {
    const service = project.services.get(name)
    if (service?.provider === undefined) continue
    const words = { working: 'Creating', done: 'Created' }
    const variables = await call(service, 'up', { project, world, words })
    project = withProvided(project, name, variables)
  }
  return containersOnly({ ...sight, project })
}

/** What is to be seen without calling anybody. */
export function containersOnly(sight: Sight): Sight {
  const project = withoutProvided(sight.project)
  return project === sight.project ? sight : { ...sight, project, graph: graphOf(project) }
}

/** Tells the providers of a project that is taken down, dependents first. One without consent is left alone, with a warning. */
export async function unprovide(project: Project, targets: readonly string[], world: World): Promise<void> {
  const services = providedServices(project).filter(({ name }) => targets.length === 0 || targets.includes(name))
  if (services.length === 0) return
  const { order } = graphOf(project)
  const reverse = services.toSorted((a, b) => order.indexOf(b.name) - order.indexOf(a.name))
  for (const service of reverse) {
    const refused = refusal(project, service, world)
    if (refused === undefined)
      await call(service, 'down', { project, world, words: { working: 'Removing', done: 'Removed' } })
    else world.emit({ type: 'warning', message: `${refused.message}; it is not told that ${service.name} goes` })
  }
}

interface Calling {
  readonly project: Project
  readonly world: World
  readonly words: { readonly working: string; readonly done: string }
}

async function call(
  service: Service,
  verb: 'up' | 'down',
  { project, world, words }: Calling,
): Promise<ReadonlyMap<string, string>> {
  const { callProvider } = await import('../../engine/host/provider.ts')
  const { name, provider = {} } = service
  const { cwd, signal, now } = world
  const onInfo = (message: string): void =>
    world.emit({ type: 'task', id: name, text: '', status: message, state: 'working', at: now() })
  const work = async (): Promise<ReadonlyMap<string, string>> => {
    const environment = programEnvironment(project, world)
    const asked = { verb, project: project.name, service: name, provider, environment, cwd, signal, onInfo }
    return await callProvider(asked, world)
  }
  return await asTask({ id: name, text: '', ...words }, work, world)
}

function refusal(project: Project, { name, provider }: Service, world: World): Diagnostic | undefined {
  const type = provider?.type ?? ''
  const foreign = foreignOrigin(project, name, (file) => file.startsWith(`${keptFolder(world)}/`))
  const at = foreign ?? originOf(project, ['services', name, 'provider', 'type'])
  const say = (message: string, fix: string): Diagnostic => ({
    severity: 'error',
    kind: 'provider-consent',
    message,
    notes: [],
    fix,
    ...(at === undefined ? {} : { at }),
  })
  if (!/^[A-Za-z0-9_][\w.-]*$/.test(type) || type === 'compose')
    return say(`${name}: ${JSON.stringify(type)} is not the name of a provider`, 'name a docker plugin or a program')
  if (foreign !== undefined)
    return say(
      `${name}: the provider ${type} comes from another file, and no such file may run programs here`,
      "write the provider in one of the project's own files",
    )
  if (isTrusted(type, project, world)) return undefined
  return say(
    `${name}: the provider ${type} is a program that would run on this machine, and nobody has agreed to that`,
    `if you trust it, pass \`--allow-provider ${type}\`, set MUSTER_ALLOW_PROVIDER=${type}, or add the line \`${type} ${project.directory}\` to ${trustFile(world)}`,
  )
}

function isTrusted(type: string, { directory }: Project, world: World): boolean {
  const variable = (world.env.get('MUSTER_ALLOW_PROVIDER') ?? '').split(/[\s,]+/)
  if (variable.includes(type) || world.allowedProviders?.includes(type) === true) return true
  const file = trustFile(world)
  if (!existsSync(file)) return false
  return readFileSync(file, 'utf8')
    .split('\n')
    .some((line) => line.trim() === `${type} ${directory}`)
}

function trustFile(world: World): string {
  return join(xdgFolder('XDG_CONFIG_HOME', world, '.config'), 'muster', 'trusted-providers')
}
