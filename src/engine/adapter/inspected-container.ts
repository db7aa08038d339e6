import { anything, flag, type Form, listOf, mapOf, maybe, number, record, text } from '../transport/form.ts'

/** What `GET /containers/{id}/json` answers, as far as muster reads it. */
export interface InspectedContainer {
  readonly Id: string
  readonly Name: string
  readonly Image: string
  readonly RestartCount?: number | null
  readonly State: InspectedState
  readonly Config: InspectedConfig
  readonly NetworkSettings?: InspectedNetworks | null
  readonly Mounts?: readonly Mounted[] | null
  readonly HostConfig?: InspectedHost | null
}

interface InspectedState {
  readonly Status: string
  readonly ExitCode: number
  readonly Error?: string | null
  readonly OOMKilled?: boolean | null
  readonly StartedAt: string
  readonly FinishedAt: string
  readonly Health?: InspectedHealth | null
}

interface InspectedConfig {
  readonly Image?: string | null
  readonly Env?: readonly string[] | null
  readonly Tty?: boolean | null
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly Healthcheck?: InspectedHealthcheck | null
  readonly ExposedPorts?: Readonly<Record<string, unknown>> | null
}

interface InspectedNetworks {
  readonly Networks?: Readonly<Record<string, InspectedEndpoint | null>> | null
  readonly Ports?: PortBindings | null
}

interface InspectedEndpoint {
  readonly IPAddress?: string | null
  readonly Aliases?: readonly string[] | null
}

interface InspectedHost {
  readonly RestartPolicy?: { readonly Name?: string | null } | null
  readonly NetworkMode?: string | null
  readonly PortBindings?: PortBindings | null
}

type PortBindings = Readonly<Record<string, readonly PortBinding[] | null>>

interface PortBinding {
  readonly HostIp?: string | null
  readonly HostPort?: string | null
}

interface Mounted {
  readonly Type?: string | null
  readonly Name?: string | null
  readonly Source?: string | null
  readonly Destination?: string | null
  readonly RW?: boolean | null
}

/** What is told of a healthcheck. */
export interface InspectedHealth {
  readonly Status: string
  readonly FailingStreak?: number | null
  readonly Log?: readonly Probed[] | null
}

interface Probed {
  readonly ExitCode: number
  readonly Output: string
  readonly Start: string
  readonly End: string
}

/** A healthcheck, times in nanoseconds. */
export interface InspectedHealthcheck {
  readonly Test?: readonly string[] | null
  readonly Interval?: number | null
  readonly Timeout?: number | null
  readonly StartPeriod?: number | null
  readonly StartInterval?: number | null
  readonly Retries?: number | null
}

const probed = record<Probed>({ ExitCode: number, Output: text, Start: text, End: text })

const health = record<InspectedHealth>({
  Status: text,
  FailingStreak: maybe(number),
  Log: maybe(listOf(probed)),
})

const healthcheck = record<InspectedHealthcheck>({
  Test: maybe(listOf(text)),
  Interval: maybe(number),
  Timeout: maybe(number),
  StartPeriod: maybe(number),
  StartInterval: maybe(number),
  Retries: maybe(number),
})

const state = record<InspectedState>({
  Status: text,
  ExitCode: number,
  Error: maybe(text),
  OOMKilled: maybe(flag),
  StartedAt: text,
  FinishedAt: text,
  Health: maybe(health),
})

const config = record<InspectedConfig>({
  Image: maybe(text),
  Env: maybe(listOf(text)),
  Tty: maybe(flag),
  Labels: maybe(mapOf(text)),
  Healthcheck: maybe(healthcheck),
  ExposedPorts: maybe(mapOf(anything)),
})

const endpoint = record<InspectedEndpoint>({ IPAddress: maybe(text), Aliases: maybe(listOf(text)) })
const binding = record<PortBinding>({ HostIp: maybe(text), HostPort: maybe(text) })
const bindings = mapOf(maybe(listOf(binding)))

const mounted = record<Mounted>({
  Type: maybe(text),
  Name: maybe(text),
  Source: maybe(text),
  Destination: maybe(text),
  RW: maybe(flag),
})

const host = record<InspectedHost>({
  RestartPolicy: maybe(record({ Name: maybe(text) })),
  NetworkMode: maybe(text),
  PortBindings: maybe(bindings),
})

/** The form of the answer. */
export const inspectedContainer: Form<InspectedContainer> = record<InspectedContainer>({
  Id: text,
  Name: text,
  Image: text,
  RestartCount: maybe(number),
  State: state,
  Config: config,
  NetworkSettings: maybe(record({ Networks: maybe(mapOf(maybe(endpoint))), Ports: maybe(bindings) })),
  Mounts: maybe(listOf(mounted)),
  HostConfig: maybe(host),
})
