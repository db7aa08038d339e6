import { label } from '../model/labels.ts'
import { networkName } from '../model/names.ts'
import { networkSpec } from '../model/network-spec.ts'
import { originOf } from '../model/project.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import type { NetworkSpec } from '../spec.ts'
import type { UpContext } from './context.ts'
import { networkInUse } from './network-in-use.ts'
import type { ObservedContainer, ObservedNetwork } from './observed.ts'
import type { StepId } from './step.ts'
import { stopContainer } from './stop-container.ts'

/** External networks that are not there, and networks of other owners under our names. */
export function checkNetworks(context: UpContext): readonly Diagnostic[] {
  return [...context.project.networks].flatMap(([key, network]) => {
    const found = networkInUse(context, key) ?? byId(context, networkName(context.project, key))
    if (network.external === true) return found === undefined ? [missing(context, key)] : []
    return found === undefined ? [] : foreign(context, key, found)
  })
}

/** Networks whose file entry differs from what the engine has: they are made anew under their containers. */
export function findRenewedNetworks(context: UpContext): void {
  for (const [key, network] of context.project.networks) {
    const found = networkInUse(context, key)
    const hash = found?.labels.get(label.configHash)
    if (network.external === true || hash === undefined || found?.labels.get(label.project) !== context.project.name)
      continue
    if (hash !== networkSpec(context.project, key).Labels[label.configHash]) context.renewedNetworks.add(key)
  }
}

/** Makes the networks that are missing, renews changed ones, and removes unused doubles. */
export function planNetworks(context: UpContext): void {
  const { builder, project, ready } = context
  for (const [key, network] of project.networks) {
    if (network.external === true) continue
    const name = networkName(project, key)
    const found = networkInUse(context, key)
    const spec = networkSpec(project, key)
    if (found === undefined && canFollow(spec, context)) context.lateNetworks.add(key)
    const create = (because: string, after: readonly StepId[] = []): void => {
      ready.networks.set(key, builder.add({ action: { do: 'create-network', network: name, spec }, because, after }))
    }
    if (found === undefined) create('not found')
    else if (context.renewedNetworks.has(key)) create('changed', [removeOld(found, context)])
    removeDoubles(name, found, context)
  }
}

/**
 * Docker looks for a container's networks when it starts it (Engine 20.10 and 28, seen; Podman when it creates it). So a
 * container can be created while its network is, unless something of the network might be refused: nothing is left then.
 */
function canFollow({ Name: _name, Labels: _labels, ...special }: NetworkSpec, context: UpContext): boolean {
  return context.observed.engine === 'docker' && context.policy.start === 'all' && Object.keys(special).length === 0
}

/** Takes every container off a changed network, whatever its service, and removes it. */
function removeOld(network: ObservedNetwork, context: UpContext): StepId {
  const because = `network ${network.name} changed`
  const off = usersOf(network, context).map((container) => {
    const stop = stopContainer(container, { because }, context)
    const action = { do: 'disconnect-network', container: container.name, network: network.name } as const
    return context.builder.add({ action, because, after: [stop] })
  })
  return context.builder.add({
    action: { do: 'remove-network', network: network.name, id: network.id },
    because,
    after: off,
  })
}

/** The project's containers on a network. */
function usersOf(network: ObservedNetwork, { observed }: Pick<UpContext, 'observed'>): readonly ObservedContainer[] {
  return observed.containers.filter((container) => {
    const id = container.networks.get(network.name)
    return id === network.id || id === ''
  })
}

function removeDoubles(name: string, used: ObservedNetwork | undefined, context: UpContext): void {
  for (const network of context.observed.networks.get(name) ?? []) {
    const ours = network.labels.get(label.project) === context.project.name
    if (
      !ours ||
      network.id === used?.id ||
      usersOf(network, context).some((user) => user.networks.get(name) === network.id)
    )
      continue
    const action = { do: 'remove-network', network: name, id: network.id } as const
    context.builder.add({ action, because: 'a second network of this name', onFailure: 'go-on' })
  }
}

function byId({ observed }: UpContext, id: string): ObservedNetwork | undefined {
  return [...observed.networks.values()].flat().find((network) => network.id === id)
}

function missing({ project }: UpContext, key: string): Diagnostic {
  const name = networkName(project, key)
  return diagnostic(project, key, {
    message: `network ${name} declared as external, but could not be found`,
    fix: `create it with \`docker network create ${name}\`, or remove \`external: true\``,
  })
}

/** Docker compose uses a network of another maker where it was made for the same key, with a warning, and refuses it otherwise. */
function foreign({ project, warn }: UpContext, key: string, found: ObservedNetwork): Diagnostic[] {
  const name = networkName(project, key)
  const owner = found.labels.get(label.project)
  const maker = owner === undefined ? 'by compose' : `for project ${JSON.stringify(project.name)}`
  if (owner !== project.name)
    warn(
      `a network with name ${name} exists but was not created ${maker}. Set \`external: true\` to use an existing network`,
    )
  const actual = found.labels.get(label.network) ?? ''
  if (actual === key) return []
  const wayOut = owner === project.name ? 'remove the old network' : 'set `external: true` to use this one'
  return [
    diagnostic(project, key, {
      message: `network ${name} was found but has incorrect label ${label.network} set to ${JSON.stringify(actual)} (expected: ${JSON.stringify(key)})`,
      fix: `${wayOut}, or give the network another \`name\``,
    }),
  ]
}

function diagnostic(project: UpContext['project'], key: string, text: { message: string; fix: string }): Diagnostic {
  const at = originOf(project, ['networks', key])
  return { severity: 'error', kind: 'undefined-network', notes: [], ...text, ...(at === undefined ? {} : { at }) }
}
