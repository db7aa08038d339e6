import type { Service } from '../../attributes/service.ts'
import { isThisMachine } from '../../engine/adapter/same-machine.ts'
import type { EngineInfo } from '../../engine/engine-info.ts'
import { diskOf } from '../../engine/host/disk.ts'
import { emulators } from '../../engine/host/emulators.ts'
import type { Plan } from '../../plan/step.ts'
import type { Diagnostic } from '../../source/diagnostic.ts'
import { apiLevels } from './api-levels.ts'
import type { Departure } from './departure.ts'
import { finding } from './finding.ts'
import { foreignPlatforms, wantedPlatform } from './foreign-platforms.ts'
import { moreRoom, roomOn, roomText } from './little-room.ts'
import { mayLackAddresses, noAddresses, openNetworks } from './no-addresses.ts'
import { servicesOf } from './services-of.ts'

/**
 * What the engine cannot do for a plan, as far as it tells: attributes that it is too old for, platforms that it does not run, networks for
 * which it has no addresses, and images for which its disk has hardly room. One request, where the plan has any of the last three; an engine that does not answer it has nothing
 * said of it.
 */
export async function engineLimits(plan: Plan, departure: Departure): Promise<readonly Diagnostic[]> {
  const { project, observed, policy = {} } = departure
  const oneOff = project.services.get(policy.oneOff ?? '')
  const creating = [...servicesOf(plan, 'create-container', project), ...(oneOff === undefined ? [] : [oneOff])]
  const old = observed === undefined ? [] : apiLevels(creating, project, observed.apiVersion)
  return [...old, ...(await machineLimits(plan, creating, departure))]
}

async function machineLimits(
  plan: Plan,
  creating: readonly Service[],
  { engine, project, observed }: Departure,
): Promise<readonly Diagnostic[]> {
  const platforms = creating.filter((it) => wantedPlatform(it, project) !== undefined)
  const fetches = plan.steps.some(({ action }) => action.do === 'pull-image' || action.do === 'build-image')
  const used = observed?.subnets
  const crowded = used !== undefined && mayLackAddresses(plan, openNetworks(plan, project).length, used)
  if (platforms.length === 0 && !fetches && !crowded) return []
  const info = await engine.info().catch(() => undefined)
  if (info === undefined) return []
  const here = isThisMachine(engine.address, info.hostname)
  return [
    ...foreignPlatforms(platforms, project, { ...info, emulators: here ? emulators() : undefined }),
    ...(crowded ? noAddresses(plan, project, { info, used, kind: observed?.engine ?? 'docker' }) : []),
    ...(here && fetches ? littleRoom(info) : []),
  ]
}

/** Only a warning: what is fetched may be small. */
function littleRoom({ dataRoot }: EngineInfo): readonly Diagnostic[] {
  const disk = diskOf(dataRoot)
  if (disk === undefined || roomOn(disk) === 'enough') return []
  return [finding('disk-full', roomText(disk), { severity: 'warning', at: undefined, fix: moreRoom })]
}
