import type { Service } from '../../attributes/service.ts'
import type { Port } from '../../attributes/service/ports.ts'
import type { Project } from '../../model/project.ts'
import type { Plain } from '../../plain.ts'
import { kubernetesName, labelsOf, type Manifest } from './names.ts'

/** How others reach a service: inside of the cluster under its name, and its published ports through a load balancer. */
export function exposure(service: Service, project: Project): readonly Manifest[] {
  const name = kubernetesName(service.name)
  const inside = distinct([...exposed(service), ...(service.ports ?? []).map((port) => entry(port, port.target ?? 0))])
  const published = distinct(
    (service.ports ?? []).map((port) =>
      entry(port, Number((port.published ?? '').split('-')[0]) || (port.target ?? 0)),
    ),
  )
  const shape = (own: string, type: string, ports: readonly Plain[]): Plain => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: own, namespace: kubernetesName(project.name), labels: labelsOf(project.name, service.name) },
    spec: { type, selector: labelsOf(project.name, service.name), ports },
  })
  return [
    ...(inside.length === 0 ? [] : [{ path: `base/${name}-expose.yaml`, content: shape(name, 'ClusterIP', inside) }]),
    ...(published.length === 0
      ? []
      : [
          {
            path: `overlays/desktop/${name}-service.yaml`,
            content: shape(`${name}-published`, 'LoadBalancer', published),
          },
        ]),
  ]
}

interface Entry {
  readonly name: string
  readonly port: number
  readonly targetPort: number
  readonly protocol: string
}

function entry({ target = 0, protocol = 'tcp' }: Pick<Port, 'target' | 'protocol'>, port: number): Entry {
  const suffix = protocol === 'tcp' ? '' : `-${protocol}`
  return { name: `port-${port}${suffix}`.slice(0, 15), port, targetPort: target, protocol: protocol.toUpperCase() }
}

function exposed(service: Service): readonly Entry[] {
  return (service.expose ?? []).flatMap((text) => {
    const [range = '', protocol = 'tcp'] = String(text).split('/')
    const [from = 0, to = from] = range.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, i) => entry({ target: from + i, protocol }, from + i))
  })
}

function distinct(entries: readonly Entry[]): readonly Plain[] {
  return [...new Map(entries.map((one) => [one.name, { ...one }])).values()]
}
