import type { Path } from '../../source/node.ts'
import type { Checking } from '../checking.ts'

/** Reports two mounts of one service on the same target. */
export function checkMounts({ service, report, at }: Checking): void {
  const taken = new Map<string, Path>()
  const claim = (target: string, path: Path): void => {
    const earlier = taken.get(target)
    if (earlier !== undefined) {
      const [key, index] = path
      const [otherKey, otherIndex] = earlier
      const message = `services.${service.name}.${String(key)}[${String(index)}]: target ${target} already mounted as services.${service.name}.${String(otherKey)}[${String(otherIndex)}]`
      report.error('duplicate-item', message, {
        ...at(...path),
        notes: [{ message: 'the other mount', ...at(...earlier) }],
        fix: 'remove one of them',
      })
    }
    taken.set(target, path)
  }
  service.tmpfs?.forEach((mount, index) => claim(mount.split(':', 1)[0] ?? '', ['tmpfs', index]))
  service.volumes?.forEach((mount, index) => claim(mount.target ?? '', ['volumes', index]))
}
