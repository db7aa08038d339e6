import type { Whole } from '../../attributes/kinds/scalars.ts'
import type { Service } from '../../attributes/service.ts'
import { imageName } from '../../model/names.ts'
import type { Project } from '../../model/project.ts'
import { defined, type Plain } from '../../plain.ts'
import { kubernetesName, labelsOf, type Manifest, some } from './names.ts'
import { podVolumes } from './pod-volumes.ts'

/** A service as a Deployment with one container. */
export function deployment(service: Service, project: Project): Manifest {
  const name = kubernetesName(service.name)
  const labels = labelsOf(project.name, service.name)
  const volumes = podVolumes(service)
  const unique = new Map(volumes.map(({ volume }) => [JSON.stringify(volume), volume]))
  const grace = service.stop_grace_period
  const content: Plain = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: kubernetesName(project.name), labels },
    spec: {
      replicas: service.deploy?.replicas ?? service.scale ?? 1,
      selector: { matchLabels: labels },
      // A claim can often be mounted by one pod at a time only.
      strategy: { type: 'Recreate' },
      template: {
        metadata: { labels },
        spec: defined({
          restartPolicy: 'Always',
          hostname: service.hostname === undefined ? undefined : kubernetesName(service.hostname),
          terminationGracePeriodSeconds: grace === undefined ? undefined : seconds(grace),
          containers: [container(service, project)],
          volumes: some([...unique.values()]),
        }),
      },
    },
  }
  return { path: `base/${name}-deployment.yaml`, content }
}

function container(service: Service, project: Project): Plain {
  const ports = [
    ...new Map((service.ports ?? []).map((port) => [`${port.target}/${port.protocol ?? 'tcp'}`, port])).values(),
  ]
  return defined({
    name: kubernetesName(service.name),
    image: service.image ?? imageName(project, service),
    imagePullPolicy: pullPolicy(service.pull_policy),
    command: service.entrypoint === undefined ? undefined : some(service.entrypoint ?? []),
    args: some(service.command ?? []),
    workingDir: service.working_dir,
    env: some(
      [...(service.environment ?? [])].flatMap(([name, value]) =>
        value === null ? [] : [{ name, value: String(value) }],
      ),
    ),
    ports: some(
      ports.map(({ target = 0, protocol = 'tcp' }) => ({
        name: `port-${target}${protocol === 'tcp' ? '' : `-${protocol}`}`.slice(0, 15),
        containerPort: target,
        protocol: protocol.toUpperCase(),
      })),
    ),
    stdin: service.stdin_open === true ? true : undefined,
    tty: service.tty === true ? true : undefined,
    readinessProbe: probe(service),
    resources: resources(service),
    securityContext: security(service),
    volumeMounts: some(podVolumes(service).map(({ mount }) => mount)),
  })
}

function pullPolicy(policy: string | undefined): string | undefined {
  if (policy === undefined) return undefined
  return policy === 'always' ? 'Always' : policy === 'never' ? 'Never' : 'IfNotPresent'
}

/** Health says in Compose that others may come, as readiness does; it ends no container, as liveness would. */
function probe({ healthcheck }: Service): Plain | undefined {
  const [kind, ...words] = healthcheck?.test ?? []
  if (healthcheck?.disable === true || kind === undefined || kind === 'NONE') return undefined
  const { interval, timeout, retries, start_period: start } = healthcheck ?? {}
  return defined({
    exec: { command: kind === 'CMD-SHELL' ? ['/bin/sh', '-c', words.join(' ')] : words },
    periodSeconds: interval === undefined ? undefined : seconds(interval),
    timeoutSeconds: timeout === undefined ? undefined : seconds(timeout),
    failureThreshold: retries,
    initialDelaySeconds: start === undefined ? undefined : seconds(start),
  })
}

/** Kubernetes takes whole seconds, one at least. */
function seconds(duration: number): number {
  return Math.max(1, Math.ceil(duration / 1_000_000_000))
}

function resources({ deploy, cpus, mem_limit: memory, mem_reservation: reserved }: Service): Plain | undefined {
  const { limits, reservations } = deploy?.resources ?? {}
  const pair = (cpu: number | undefined, bytes: Whole | undefined): Plain | undefined => {
    const both = defined({
      cpu: cpu === undefined ? undefined : String(cpu),
      memory: bytes === undefined ? undefined : String(bytes),
    })
    return Object.keys(both).length === 0 ? undefined : both
  }
  const found = defined({
    limits: pair(limits?.cpus ?? cpus, limits?.memory ?? memory),
    requests: pair(reservations?.cpus, reservations?.memory ?? reserved),
  })
  return Object.keys(found).length === 0 ? undefined : found
}

function security(service: Service): Plain | undefined {
  const [user = '', group = ''] = (service.user ?? '').split(':')
  const capabilities = defined({ add: some(service.cap_add ?? []), drop: some(service.cap_drop ?? []) })
  const found = defined({
    privileged: service.privileged === true ? true : undefined,
    readOnlyRootFilesystem: service.read_only === true ? true : undefined,
    runAsUser: /^\d+$/.test(user) ? Number(user) : undefined,
    runAsGroup: /^\d+$/.test(group) ? Number(group) : undefined,
    capabilities: Object.keys(capabilities).length === 0 ? undefined : capabilities,
  })
  return Object.keys(found).length === 0 ? undefined : found
}
