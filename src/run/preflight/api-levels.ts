import { atLeast } from '../../attributes/kinds/translation.ts'
import type { Service } from '../../attributes/service.ts'
import type { Network } from '../../attributes/top-level.ts'
import { originOf, type Project } from '../../model/project.ts'
import type { Diagnostic } from '../../source/diagnostic.ts'
import type { Path } from '../../source/node.ts'
import { finding } from './finding.ts'

interface Level {
  /** The first API that has a meaning for it, and the first engine that speaks it (API history of Docker Engine). */
  readonly api: string
  readonly engine: string
}

/**
 * Warnings for what an engine of an API leaves out without a word, because it is older than the attribute. What would do harm when it is left
 * out the attributes refuse themselves.
 */
export function apiLevels(services: readonly Service[], project: Project, api: string): readonly Diagnostic[] {
  const newer = [
    ...services.flatMap(ofService),
    ...[...project.networks].flatMap(([key, network]) => ofNetwork(key, network)),
  ]
  return newer
    .filter(({ level }) => !atLeast(api, level.api))
    .map(({ path, level }) => {
      const message = `${path.join('.')} has no effect: the engine is older than ${level.engine} (it speaks API ${api})`
      const fix = `update the engine to Docker Engine ${level.engine} or later, or leave it out`
      return finding('old-engine', message, { severity: 'warning', at: originOf(project, path), fix })
    })
}

interface Used {
  readonly path: Path
  readonly level: Level
}

const annotations: Level = { api: '1.43', engine: '24.0' }
const gatewayPriority: Level = { api: '1.48', engine: '28.0' }
const withoutIpv4: Level = { api: '1.48', engine: '28.0' }

function ofService({ name, annotations: notes, networks }: Service): readonly Used[] {
  const connections = [...(networks ?? [])].filter(([, wishes]) => wishes?.gw_priority !== undefined)
  return [
    ...(notes === undefined || notes.size === 0
      ? []
      : [{ path: ['services', name, 'annotations'], level: annotations }]),
    ...connections.map(([key]) => ({
      path: ['services', name, 'networks', key, 'gw_priority'],
      level: gatewayPriority,
    })),
  ]
}

function ofNetwork(key: string, { enable_ipv4: enabled, external }: Network): readonly Used[] {
  return enabled === false && external !== true ? [{ path: ['networks', key, 'enable_ipv4'], level: withoutIpv4 }] : []
}
