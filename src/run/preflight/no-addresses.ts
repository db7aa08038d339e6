import type { EngineInfo } from '../../engine/engine-info.ts'
import { networkName } from '../../model/names.ts'
import { originOf, type Project } from '../../model/project.ts'
import type { Action, Plan } from '../../plan/step.ts'
import type { Diagnostic } from '../../source/diagnostic.ts'
import { countPools, defaultPools, leavesAddresses, poolsOf } from '../address-pools.ts'
import { finding } from './finding.ts'

type Creation = Extract<Action, { do: 'create-network' }>

/** Networks of a plan for which the engine has to find IPv4 addresses by itself; of copies muster finds them. */
export function openNetworks({ steps }: Plan, { copy }: Project): readonly Creation[] {
  if (copy !== undefined) return []
  return steps.flatMap(({ action }) => (action.do === 'create-network' && leavesAddresses(action.spec) ? [action] : []))
}

/** Whether an engine with its own pools would have none left for so many networks more. */
export function mayLackAddresses(plan: Plan, wanted: number, used: readonly string[]): boolean {
  return wanted > 0 && countPools(defaultPools, { used }).free < wanted - released(plan)
}

/** At least so many networks are gone before they are made anew. */
function released({ steps }: Plan): number {
  return steps.filter(({ action }) => action.do === 'remove-network').length
}

/** What is known of the engine when it seems to have no addresses left. */
export interface Room {
  readonly info: Pick<EngineInfo, 'version' | 'addressPools'>
  readonly kind: 'docker' | 'podman'
  readonly used: readonly string[]
}

/** Networks that the engine is sure to refuse: its pools are known, and have no part left. */
export function noAddresses(plan: Plan, project: Project, { info, kind, used }: Room): readonly Diagnostic[] {
  const pools = poolsOf(info, kind)
  const open = openNetworks(plan, project)
  if (pools === undefined) return []
  const { all, free } = countPools(pools, { used })
  return open.slice(free + released(plan)).map(({ network }) => {
    const message = `network ${network}: the engine has no addresses left for it: all ${all} subnets of its address pools are in use`
    return finding('no-addresses', message, { at: placeOf(network, project), fix: moreAddresses })
  })
}

/** What to do where an engine has no addresses left for networks. */
export const moreAddresses =
  'remove networks that nobody uses (`muster gc` for what jobs have left, `docker network prune` for all), or give this project one of the small ones of a copy (--isolate), or the engine more addresses (default-address-pools in daemon.json)'

function placeOf(network: string, project: Project): Diagnostic['at'] {
  const key = [...project.networks.keys()].find((one) => networkName(project, one) === network)
  return key === undefined ? undefined : originOf(project, ['networks', key])
}
