import { isSameMachine } from '../engine/adapter/same-machine.ts'
import { type Engine, EngineError } from '../engine/port.ts'
import { holderOf } from '../engine/reach/host-ports.ts'
import { label } from '../model/labels.ts'
import { originOf, type Project } from '../model/project.ts'
import type { Step } from '../plan/step.ts'
import { child, nodeAt, type Origin } from '../source/node.ts'
import { addressText } from './preflight/host-claims.ts'

/** Somebody else's thing that stands in the way of a step: what it is, where the file asks for the same, and what to do. */
export interface Obstacle {
  readonly kind: 'host-port' | 'engine-refused'
  readonly message: string
  readonly at?: Origin
  readonly fix: string
}

interface Known {
  readonly engine: Engine
  readonly project?: Project
}

/** A host port or a container name that others use; undefined where a step failed for another reason. */
export async function obstacle(step: Step, error: Error, known: Known): Promise<Obstacle | undefined> {
  const { action } = step
  if (!(error instanceof EngineError)) return undefined
  if (action.do === 'create-container' && error.status === 409)
    return await takenName(action.spec.name, action.spec.service, known)
  const port = takenPort(error.message)
  return port === undefined || !('service' in action) ? undefined : await portObstacle(port, action.service, known)
}

/** The name belongs to a container outside the project. One of the project itself is a race, and another look settles it. */
async function takenName(name: string, service: string, { engine, project }: Known): Promise<Obstacle | undefined> {
  const owner = await engine.containers.inspect(name).catch(() => undefined)
  const ownersProject = owner?.labels.get(label.project)
  if (owner === undefined || project === undefined || ownersProject === project.name) return undefined
  const whose = ownersProject === undefined ? 'that is not of this project' : `of project ${ownersProject}`
  const at = originOf(project, ['services', service, 'container_name'])
  return {
    kind: 'engine-refused',
    message: `${service}: the container name ${name} is already in use by container ${owner.id.slice(0, 12)} ${whose}`,
    ...(at === undefined ? {} : { at }),
    fix: `remove it (docker rm -f ${name}), or give the service another container_name`,
  }
}

interface HostPort {
  readonly address: string
  readonly port: string
}

function takenPort(message: string): HostPort | undefined {
  const [, address, port] = /^port is already allocated: (\S+):(\d+)$/.exec(message) ?? []
  return address === undefined || port === undefined ? undefined : { address, port }
}

/** The host port that others have, of a container of a service that the engine did not start; undefined for other errors. */
export async function portInTheWay(error: EngineError, service: string, known: Known): Promise<Obstacle | undefined> {
  const port = takenPort(error.message)
  return port && (await portObstacle(port, service, known))
}

async function portObstacle({ address, port }: HostPort, service: string, known: Known): Promise<Obstacle> {
  const at = known.project && placeOfPort(port, service, known.project)
  const { by, stop } = await ownerOf(port, known.engine)
  return {
    kind: 'host-port',
    message: `${service}: port ${addressText({ address, port })} is already in use by ${by}`,
    ...(at === undefined ? {} : { at }),
    fix: `${stop}, or publish another host port`,
  }
}

/** A container, a program of this machine where that is the engine's, or nobody that can be named. */
async function ownerOf(port: string, engine: Engine): Promise<{ readonly by: string; readonly stop: string }> {
  const all = await engine.containers.summaries([]).catch(() => [])
  const owner = all.find(({ ports }) => ports.some(({ published }) => published === Number(port)))
  if (owner !== undefined) return { by: `container ${owner.name}`, stop: `stop it (docker stop ${owner.name})` }
  const here = await isSameMachine(engine)
  const claim = { address: '', port: Number(port) }
  const program = here
    ? (holderOf({ ...claim, protocol: 'tcp' }) ?? holderOf({ ...claim, protocol: 'udp' }))
    : undefined
  return program === undefined
    ? { by: 'another program', stop: `see which (ss -ltnp 'sport = :${port}') and stop it` }
    : { by: `${program.name} (pid ${program.pid})`, stop: 'stop it' }
}

function placeOfPort(port: string, service: string, project: Project): Origin | undefined {
  const path = ['services', service, 'ports']
  const ports = nodeAt(project.tree, path)
  const items = ports?.kind === 'seq' ? ports.items : []
  const published = items.map((item) => child(item, 'published'))
  return published.find((node) => node?.kind === 'scalar' && String(node.value) === port)?.at ?? originOf(project, path)
}
