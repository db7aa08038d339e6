import { type Volume, volume as volumeAttribute } from '../attributes/volume.ts'
import type { VolumeSpec } from '../spec.ts'
import { compactJson } from './json.ts'
import { composeVersion, label } from './labels.ts'
import { volumeName } from './names.ts'
import type { Project } from './project.ts'
import { protectionIn } from './protection.ts'
import { sha256 } from './sha256.ts'

/** The create payload of a volume of the file, with the labels of. */
export function volumeSpec(project: Project, key: string): VolumeSpec {
  const volume: Volume = project.volumes.get(key) ?? {}
  const name = volumeName(project, key)
  return {
    Name: name,
    ...(volume.driver === undefined ? {} : { Driver: volume.driver }),
    ...(volume.driver_opts === undefined ? {} : { DriverOpts: Object.fromEntries(volume.driver_opts) }),
    Labels: {
      ...Object.fromEntries(volume.labels ?? []),
      [label.configHash]: volumeHash({ ...volume, name }),
      [label.project]: project.name,
      [label.version]: composeVersion,
      [label.volume]: key,
      ...(protectionIn(volume, project) === true ? { [label.protect]: 'true' } : {}),
      ...(project.copy === undefined ? {} : { [label.copy]: project.copy.name }),
    },
  }
}

/** Config hash of a volume; the default driver is written out. */
function volumeHash(volume: Volume): string {
  const printed = volumeAttribute.print({ ...volume, driver: volume.driver ?? 'local' }, 'json')
  return sha256(compactJson(printed)).toString('hex')
}
