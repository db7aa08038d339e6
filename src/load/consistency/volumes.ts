import { isReservedVolume, volumeName } from '../../model/names.ts'
import { originOf, type Project } from '../../model/project.ts'
import { snapshotLabel } from '../../model/snapshot-labels.ts'
import type { Report } from '../../source/diagnostic.ts'
import type { Path } from '../../source/node.ts'

/**
 * Refuses volumes that would pass for what muster keeps of snapshots: by name and label it decides what is put back where.
 */
export function checkReservedVolumes(project: Project, report: Report): void {
  for (const [key, { external, labels }] of project.volumes) {
    if (external === true) continue
    const refuse = (what: string, path: Path): void => {
      const at = originOf(project, ['volumes', key, ...path])
      report.error('refused-value', `volume "${key}" ${what}, by which muster knows its own snapshots`, {
        ...(at === undefined ? {} : { at }),
        fix: 'choose another one',
      })
    }
    const name = volumeName(project, key)
    if (isReservedVolume(name)) refuse(`has the name ${name}`, ['name'])
    const mine = [...(labels ?? new Map<string, string>()).keys()].find(
      (it) => it === snapshotLabel.role || it.startsWith(`${snapshotLabel.role}.`),
    )
    if (mine !== undefined) refuse(`has the label ${mine}`, ['labels', mine])
  }
}
