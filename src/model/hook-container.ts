import type { EarlyHook } from '../attributes/service/hook.ts'
import type { ContainerSpec, EndpointSpec } from '../spec.ts'
import { label } from './labels.ts'

/** What a `pre_start` hook has of its service's container: the resources, the security, the networks, the variables. */
const notInherited: ReadonlySet<string> = new Set([
  'Binds',
  'Mounts',
  'Tmpfs',
  'PortBindings',
  'RestartPolicy',
  'Links',
])

/** Labels of Compose that make a container one of the service's own. */
const ofService: ReadonlySet<string> = new Set([
  label.configHash,
  label.oneOff,
  label.number,
  label.dependsOn,
  label.image,
  label.replace,
  label.fields,
  label.contents,
])

/**
 * The container of a `pre_start` hook (docker compose 5; ): like the service's container, whose volumes it
 * shares, with the hook's own image, command, user, folder and variables. It publishes nothing, answers to no name on the
 * networks and has neither config hash nor number, so that nobody takes it for the service.
 */
export function hookContainer(of: ContainerSpec, hook: EarlyHook, index: number): ContainerSpec {
  const { hashInput: _, connect, ...rest } = of
  const { body } = of
  return {
    ...rest,
    name: hookContainerName(of.name, index),
    connect: connect.map(({ network, endpoint }) => ({ network, endpoint: unnamed(endpoint) })),
    inherited: [],
    body: {
      ...Object.fromEntries(Object.entries(body).filter(([name]) => !ofProcess.has(name))),
      ...(hook.image === undefined ? {} : { Image: hook.image }),
      ...(hook.command === undefined ? {} : { Cmd: [...hook.command] }),
      ...(hook.user === undefined ? {} : { User: hook.user }),
      ...(hook.working_dir === undefined ? {} : { WorkingDir: hook.working_dir }),
      Env: withVariables(body.Env ?? [], hook),
      Labels: {
        ...Object.fromEntries(Object.entries(body.Labels).filter(([name]) => !ofService.has(name))),
        [label.hook]: 'pre_start',
      },
      HostConfig: {
        ...Object.fromEntries(Object.entries(body.HostConfig).filter(([name]) => !notInherited.has(name))),
        VolumesFrom: [of.name],
        ...(hook.privileged === true ? { Privileged: true } : {}),
      },
      NetworkingConfig: {
        EndpointsConfig: Object.fromEntries(
          Object.entries(body.NetworkingConfig.EndpointsConfig).map(([name, endpoint]) => [name, unnamed(endpoint)]),
        ),
      },
    },
  }
}

/** `<container>-pre_start-<index>`. */
export function hookContainerName(container: string, index: number): string {
  return `${container}-pre_start-${index}`
}

/** What belongs to the service's own process: its command, health, ports, volumes and name. */
const ofProcess: ReadonlySet<string> = new Set([
  'Cmd',
  'Entrypoint',
  'Healthcheck',
  'ExposedPorts',
  'Volumes',
  'Hostname',
  'MacAddress',
])

/** Addresses and names are the service's; two cannot have them. */
function unnamed({ DriverOpts, GwPriority }: EndpointSpec): EndpointSpec {
  return {
    ...(DriverOpts === undefined ? {} : { DriverOpts }),
    ...(GwPriority === undefined ? {} : { GwPriority }),
  }
}

function withVariables(inherited: readonly string[], { environment }: EarlyHook): string[] {
  const own = [...(environment ?? [])].map(([name, value]) => (value === null ? name : `${name}=${value}`))
  const names = new Set(environment?.keys())
  return [...inherited.filter((entry) => !names.has(entry.split('=')[0] ?? '')), ...own]
}
