import type { Project } from '../../model/project.ts'
import type { Plan, Step, StepId } from '../../plan/step.ts'
import type { Diagnostic, Note } from '../../source/diagnostic.ts'
import { nodeAt } from '../../source/node.ts'
import { finding } from './finding.ts'
import { addressText, type Claim, claimsOf, placeOfClaim } from './host-claims.ts'

/**
 * Host ports that two containers of a plan want at the same time: two services, or the replicas of one. The engine would
 * start the first and refuse the others. Of two services the one that stands later in the file is blamed.
 */
export function portClashes(plan: Plan, project: Project): readonly Diagnostic[] {
  const starts = startsOf(plan)
  const claims = asWritten(
    [...project.services.values()].flatMap((service) => (starts.has(service.name) ? claimsOf(service) : [])),
    project,
  )
  return claims.flatMap((claim, position): Diagnostic[] => {
    const count = containersOf(claim.service, plan, starts).size
    if (count > 1) return [ofReplicas(claim, count, project)]
    const before = claims
      .slice(0, position)
      .find(
        (other) => overlap(claim, other) && !takeTurns(plan, [starts.get(claim.service), starts.get(other.service)]),
      )
    return before === undefined ? [] : [ofServices(claim, before, project)]
  })
}

/** Those of a service that run when the plan is done: what is started, and what stays. */
function containersOf(
  service: string,
  { keep }: Plan,
  starts: ReadonlyMap<string, readonly Step[]>,
): ReadonlySet<string> {
  const started = (starts.get(service) ?? []).flatMap(({ action }) =>
    action.do === 'start-container' ? [action.container] : [],
  )
  return new Set([...started, ...keep.filter((it) => it.service === service).map(({ container }) => container)])
}

/** In the order of the files, so that it is always the same one that is blamed. */
function asWritten(claims: readonly Claim[], project: Project): readonly Claim[] {
  const placed = claims.map((claim) => ({ claim, at: placeOfClaim(project, claim) }))
  const files = [...new Set(placed.map(({ at }) => at?.file))]
  return placed
    .toSorted(
      (a, b) => files.indexOf(a.at?.file) - files.indexOf(b.at?.file) || (a.at?.start ?? 0) - (b.at?.start ?? 0),
    )
    .map(({ claim }) => claim)
}

function startsOf({ steps }: Plan): ReadonlyMap<string, readonly Step[]> {
  const starts = new Map<string, Step[]>()
  for (const step of steps) {
    if (step.action.do !== 'start-container' || step.action.hook !== undefined) continue
    const { service } = step.action
    starts.set(service, [...(starts.get(service) ?? []), step])
  }
  return starts
}

/** One container may publish a port on several addresses, and one port twice only for different ports of its own. */
function overlap(one: Claim, other: Claim): boolean {
  if (one.port !== other.port || one.protocol !== other.protocol) return false
  if (one.address === other.address) return true
  const sameFamily = one.address.includes(':') === other.address.includes(':')
  const everywhere = [one, other].some(({ address }) => address === '0.0.0.0' || address === '::')
  return one.service !== other.service && sameFamily && everywhere
}

/** Whether one of two containers is begun only when the other has ended. */
function takeTurns({ steps }: Plan, starts: readonly (readonly Step[] | undefined)[]): boolean {
  const [one = [], other = []] = starts
  const byId = new Map(steps.map((step) => [step.id, step]))
  const awaitsEnd = (start: Step, ended: Step): boolean =>
    [...ancestors(start, byId)].some(({ action }) => {
      const container = ended.action.do === 'start-container' ? ended.action.container : undefined
      return action.do === 'wait' && action.until === 'completed' && action.container === container
    })
  return one.every((a) => other.every((b) => awaitsEnd(a, b) || awaitsEnd(b, a)))
}

function ancestors(step: Step, byId: ReadonlyMap<StepId, Step>): ReadonlySet<Step> {
  const found = new Set<Step>()
  const add = ({ after }: Step): void => {
    for (const id of after) {
      const before = byId.get(id)
      if (before === undefined || found.has(before)) continue
      found.add(before)
      add(before)
    }
  }
  add(step)
  return found
}

function ofServices(claim: Claim, before: Claim, project: Project): Diagnostic {
  const { service, port } = claim
  const whose = before.service === service ? 'by the service a second time' : `by ${before.service}, too`
  const message = `${service}: host port ${addressText(claim)} is published ${whose}, and only one container can have it`
  return finding('host-port', message, {
    at: placeOfClaim(project, claim),
    notes: note(
      before.service === service ? 'the other time' : `${before.service} publishes it`,
      placeOfClaim(project, before),
    ),
    fix: addedUp(claim, before, project) ?? anotherPort(port),
  })
}

/** Where two files together publish the port: most do not know that lists of files are added up. */
function addedUp(claim: Claim, before: Claim, project: Project): string | undefined {
  const [later, earlier] = [claim, before].map((it) => placeOfClaim(project, it)?.file)
  if (claim.service !== before.service || later === undefined || later === earlier) return undefined
  return 'the `ports` of several files are added up: `ports: !override` in the later one replaces them'
}

function anotherPort(port: number): string {
  return `publish another host port, a range of them (${port}-${port + 9}), or none: the engine then picks a free one`
}

function ofReplicas(claim: Claim, count: number, project: Project): Diagnostic {
  const { service, port } = claim
  const paths = [
    ['services', service, 'deploy', 'replicas'],
    ['services', service, 'scale'],
  ]
  const scaled = paths.map((path) => nodeAt(project.tree, path)?.at).find((at) => at !== undefined)
  const message = `${service}: host port ${addressText(claim)} is published by each of its ${count} containers, and only one can have it`
  return finding('host-port', message, {
    at: placeOfClaim(project, claim),
    notes: note(`${count} containers`, scaled),
    fix: `publish a range of host ports (${port}-${port + count - 1}), or none: the engine then picks a free one`,
  })
}

function note(message: string, at: Note['at']): readonly Note[] {
  return at === undefined ? [] : [{ message, at }]
}
