import { child, type Node } from '../../source/node.ts'
import type { ContainerDraft } from '../../spec.ts'
import { bytes } from '../grammar/bytes.ts'
import { duration } from '../grammar/duration.ts'
import { alwaysInJson } from '../kinds/always-in-json.ts'
import { type Attribute, extend, inside } from '../kinds/attribute.ts'
import { dictionary } from '../kinds/dictionary.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { listOf } from '../kinds/list-of.ts'
import { list } from '../kinds/list.ts'
import { record } from '../kinds/record.ts'
import { count, integer, string, unsigned, type Whole } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'
import { float, nanoCpus } from './cpus.ts'
import { type DeviceRequest, deviceRequest, requestDevices } from './device-request.ts'

/** How a service is run; resources, replicas and the restart policy matter outside of Swarm too. */
export interface Deploy {
  readonly mode?: string
  readonly replicas?: Whole
  readonly labels?: ReadonlyMap<string, string>
  readonly update_config?: UpdateConfig
  readonly rollback_config?: UpdateConfig
  readonly resources?: Resources
  readonly restart_policy?: RestartPolicy
  readonly placement?: Placement
  readonly endpoint_mode?: string
}

/** Times in nanoseconds. */
interface UpdateConfig {
  readonly parallelism?: Whole
  readonly delay?: number
  readonly failure_action?: string
  readonly monitor?: number
  readonly max_failure_ratio?: number
  readonly order?: string
}

interface Resources {
  readonly limits?: Resource
  readonly reservations?: Resource
}

/** Memory in bytes. */
interface Resource {
  readonly cpus?: number
  readonly memory?: Whole
  readonly pids?: Whole
  readonly devices?: readonly DeviceRequest[]
  readonly generic_resources?: readonly GenericResource[]
}

interface GenericResource {
  readonly discrete_resource_spec?: { readonly kind?: string; readonly value?: Whole }
}

/** Times in nanoseconds. */
interface RestartPolicy {
  readonly condition?: string
  readonly delay?: number
  readonly max_attempts?: Whole
  readonly window?: number
}

interface Placement {
  readonly constraints?: readonly string[]
  readonly preferences?: readonly { readonly spread?: string }[]
  readonly max_replicas_per_node?: Whole
}

/** A time whose zero counts as absent. */
const time: Attribute<number> = extend(duration(), {
  parse: (node, scope) => duration().parse(node, scope) || undefined,
})

const updateConfig: Attribute<UpdateConfig> = record({
  parallelism: count(unsigned),
  delay: time,
  failure_action: string(),
  monitor: time,
  max_failure_ratio: float(),
  order: string(),
})

const discreteFields = record({ kind: string(), value: integer() })

/** What is not set is shown, too (2.40.3). */
const discreteResource = extend(discreteFields, {
  print: (value, form) => discreteFields.print({ kind: '', value: 0, ...value }, form),
})

const resource: Attribute<Resource> = record({
  cpus: float(),
  memory: bytes(),
  pids: integer(),
  devices: listOf(deviceRequest),
  generic_resources: listOf(record({ discrete_resource_spec: discreteResource })),
})

const resources: Attribute<Resources> = record({ limits: resource, reservations: resource })

const placement: Attribute<Placement> = record({
  constraints: list(),
  preferences: listOf(record({ spread: string() })),
  max_replicas_per_node: integer(unsigned),
})

const fields: Attribute<Deploy> = record({
  mode: string(),
  replicas: count(),
  labels: dictionary(),
  update_config: updateConfig,
  rollback_config: updateConfig,
  resources: alwaysInJson(resources),
  restart_policy: record({ condition: string(), delay: duration(), max_attempts: count(unsigned), window: duration() }),
  placement: alwaysInJson(placement),
  endpoint_mode: string(),
})

/** `deploy`. Translated before the flat attributes, which it overrides (docker compose 2.40.3). */
export const deploy: Attribute<Deploy> = extend(fields, {
  parse: (node, scope) => {
    checkReplicas(node, scope)
    return fields.parse(node, scope)
  },
  translate: (value, draft) => {
    applyLimits(value.resources?.limits, draft)
    applyReservations(value.resources?.reservations, draft)
    if (value.restart_policy !== undefined) draft.body.HostConfig['RestartPolicy'] = enginePolicy(value.restart_policy)
  },
})

function applyLimits(limits: Resource | undefined, { body: { HostConfig } }: ContainerDraft): void {
  if (limits?.memory !== undefined) HostConfig['Memory'] = limits.memory
  if (limits?.cpus !== undefined) HostConfig['NanoCpus'] = nanoCpus(limits.cpus)
  if (limits?.pids !== undefined && limits.pids > 0) HostConfig['PidsLimit'] = limits.pids
}

/** Reserved processors mean nothing outside of Swarm. */
function applyReservations(reserved: Resource | undefined, draft: ContainerDraft): void {
  if (reserved?.memory !== undefined) draft.body.HostConfig['MemoryReservation'] = reserved.memory
  if (reserved?.devices !== undefined) requestDevices(reserved.devices, draft, [])
}

function enginePolicy({ condition = '', max_attempts: attempts = 0 }: RestartPolicy): object {
  const names: Readonly<Record<string, string>> = { none: 'no', any: 'always' }
  return { Name: names[condition] ?? condition, MaximumRetryCount: attempts }
}

function checkReplicas(node: Node, scope: Scope): void {
  const replicas = child(node, 'replicas')
  if (replicas?.kind !== 'scalar' || !(Number(replicas.value) < 0)) return
  reportInvalid(replicas, inside(scope, 'replicas'), { be: 'greater than or equal to 0', example: 'replicas: 1' })
}
