import type { Service } from '../../attributes/service.ts'
import { limits as most } from '../../source/limits.ts'
import type { Path } from '../../source/node.ts'
import type { Checking } from '../checking.ts'

/**
 * Attributes that exist twice must agree, and one container name is for one container. Where there are `limits`, what they
 * leave out is no limit, which agrees with none (2.40.3).
 */
export function checkDeploy(checking: Checking): void {
  const { service, report, at } = checking
  const limits = service.deploy?.resources?.limits
  const reservations = service.deploy?.resources?.reservations
  const pairs: readonly Pair[] = [
    { flat: 'scale', deep: ['replicas'], values: [service.scale, service.deploy?.replicas] },
    { flat: 'cpus', deep: ['resources', 'limits', 'cpus'], values: [service.cpus, limits && (limits.cpus ?? 0)] },
    {
      flat: 'mem_limit',
      deep: ['resources', 'limits', 'memory'],
      values: [service.mem_limit, limits && (limits.memory ?? 0)],
    },
    {
      flat: 'mem_reservation',
      deep: ['resources', 'reservations', 'memory'],
      values: [service.mem_reservation, reservations && (reservations.memory ?? 0)],
    },
    {
      flat: 'pids_limit',
      deep: ['resources', 'limits', 'pids'],
      values: [service.pids_limit, limits && (limits.pids ?? 0)],
    },
  ]
  for (const pair of pairs) checkPair(pair, checking)
  const replicas = service.scale ?? service.deploy?.replicas ?? 1
  const path: Path = service.scale === undefined ? ['deploy', 'replicas'] : ['scale']
  if (replicas < 0) {
    report.error(
      'invalid-value',
      `services.${service.name}.${path.join('.')} must be greater than or equal to 0`,
      at(...path),
    )
  }
  if (replicas > most.scale) {
    const message = `services.${service.name}.${path.join('.')} asks for ${replicas} containers, at most ${most.scale} are created`
    report.error('too-large', message, { ...at(...path), fix: 'lower it' })
  }
  if (replicas > 1 && service.container_name !== undefined) {
    const message = `services.${service.name}: can't set \`container_name\` and ${path.join('.')} > 1, as container names must be unique`
    report.error('container-name-scale', message, {
      ...at('container_name'),
      notes: [{ message: `${replicas} containers are wanted here`, ...at(...path) }],
      fix: 'remove `container_name`',
    })
  }
}

interface Pair {
  readonly flat: string
  readonly deep: Path
  readonly values: readonly [unknown, unknown]
}

function checkPair({ flat, deep, values }: Pair, { service, report, at }: Checking): void {
  const [first, second] = values
  if (first === undefined || second === undefined || Number(first) === Number(second)) return
  const other = ['deploy', ...deep].join('.')
  const isLeftOut = second === 0
  report.error('exclusive-keys', `services.${service.name}: can't set distinct values on '${flat}' and '${other}'`, {
    ...at(flat),
    notes: isLeftOut
      ? [{ message: `\`${deep.at(-1)}\` is left out here`, ...at('deploy', ...deep.slice(0, -1)) }]
      : [{ message: 'the other value', ...at('deploy', ...deep) }],
    fix: isLeftOut ? `write \`${other}\` instead of \`${flat}\`` : 'keep one of them',
  })
}

/** A service with `scale` and `deploy` has the number in both (2.40.3). */
export function withReplicas(service: Service): Service {
  const { scale, deploy } = service
  return scale === undefined || deploy === undefined
    ? service
    : { ...service, deploy: { ...deploy, replicas: deploy.replicas ?? scale } }
}
