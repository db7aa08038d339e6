import { posix } from 'node:path'
import type { Service } from '../../attributes/service.ts'
import { defined, type Plain } from '../../plain.ts'
import { kubernetesName } from './names.ts'

/** A volume of a pod, and where its container sees it. */
export interface PodVolume {
  readonly volume: Record<string, Plain>
  readonly mount: Record<string, Plain>
}

/** What a service mounts: volumes as claims, folders of the host, memory, configs and secrets. */
export function podVolumes(service: Service): readonly PodVolume[] {
  return [...mounts(service), ...memory(service), ...stores(service, 'configs'), ...stores(service, 'secrets')]
}

function mounts(service: Service): readonly PodVolume[] {
  return (service.volumes ?? []).flatMap((mount, i): readonly PodVolume[] => {
    const { type, source = '', target = '', read_only: readOnly } = mount
    const name = type === 'volume' && source !== '' ? kubernetesName(source) : `${type ?? 'volume'}-${i}`
    const at = defined({ name, mountPath: target, readOnly: readOnly === true ? true : undefined })
    if (type === 'bind') return [{ volume: { name, hostPath: { path: source } }, mount: at }]
    if (type === 'tmpfs') return [{ volume: { name, emptyDir: { medium: 'Memory' } }, mount: at }]
    if (type !== 'volume') return []
    if (source === '') return [{ volume: { name, emptyDir: {} }, mount: at }]
    const inside = mount.volume?.subpath
    const place = inside === undefined ? at : { ...at, subPath: inside }
    return [{ volume: { name, persistentVolumeClaim: { claimName: name } }, mount: place }]
  })
}

function memory(service: Service): readonly PodVolume[] {
  return (service.tmpfs ?? []).map((text, i) => {
    const name = `memory-${i}`
    return {
      volume: { name, emptyDir: { medium: 'Memory' } },
      mount: { name, mountPath: text.split(':')[0] ?? text },
    }
  })
}

/** Each is one file in a ConfigMap or Secret of its own. */
function stores(service: Service, kind: 'configs' | 'secrets'): readonly PodVolume[] {
  return (service[kind] ?? []).map(({ source = '', target, mode }) => {
    const name = kubernetesName(source)
    const volumeName = `${kind === 'configs' ? 'config' : 'secret'}-${name}`.slice(0, 63)
    const file = target ?? (kind === 'configs' ? `/${source}` : `/run/secrets/${source}`)
    const path = file.startsWith('/') ? file : `${kind === 'configs' ? '/' : '/run/secrets/'}${file}`
    const items = [{ key: name, path: posix.basename(path), ...(mode === undefined ? {} : { mode }) }]
    const from = kind === 'configs' ? { configMap: { name, items } } : { secret: { secretName: name, items } }
    return {
      volume: { name: volumeName, ...from },
      mount: { name: volumeName, mountPath: path, subPath: posix.basename(path), readOnly: true },
    }
  })
}
