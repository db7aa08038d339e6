import type { GcOptions, LeaseFound } from '../../api/gc.ts'
import { sweptText } from '../../api/lease/swept-text.ts'
import { nanosecondsOf } from '../../attributes/grammar/duration.ts'
import { tabulate } from '../../render/tabulate.ts'
import { plainText } from '../../render/visible.ts'
import { humanDuration } from '../format/go-duration.ts'
import type { Context } from '../session/context.ts'
import { UsageError } from '../usage-error.ts'

interface GcFlags {
  readonly json: boolean
  readonly 'older-than': string | undefined
  readonly yes: boolean
}

/** `gc`: shows every lease, and removes what is over. 1 when something that should go stays. */
export async function runGc(flags: GcFlags, context: Context): Promise<number> {
  const age = olderThan(flags['older-than'])
  const world = context.world()
  const { findLeases, gc } = await import('../../api/gc.ts')
  const show = (found: readonly LeaseFound[]): void =>
    context.terminal.out.write(flags.json ? `${JSON.stringify(found)}\n` : tableOf(found, world.now()))
  if (context.dryRun) {
    show(await findLeases(world))
    return 0
  }
  const { found, removed } = await gc({ ...age, agree: agreeing(flags, context, world.signal) }, world)
  show(found)
  for (const [id, swept] of removed)
    for (const message of sweptText(swept, `lease ${id.slice(0, 8)}`)) world.emit({ type: 'notice', message })
  return [...removed.values()].some(({ left }) => left.size > 0) ? 1 : 0
}

function olderThan(text: string | undefined): Pick<GcOptions, 'olderThan'> {
  if (text === undefined) return {}
  const nanoseconds = nanosecondsOf(text)
  if (nanoseconds === undefined || nanoseconds < 0)
    throw new UsageError(`invalid value for --older-than: ${JSON.stringify(text)}`, 'give a duration such as `2h`')
  return { olderThan: nanoseconds / 1e6 }
}

function agreeing({ yes, json }: GcFlags, { terminal }: Context, signal: AbortSignal): GcOptions['agree'] & {} {
  return async (strangers) => {
    if (yes) return strangers
    // Nobody is asked in the middle of what a program reads.
    if (json || process.stdin.isTTY !== true) return []
    const { confirm } = await import('../terminal/confirm.ts')
    const questions = strangers.map(
      (lease) =>
        `Lease ${lease.id.slice(0, 8)} of ${plainText(lease.owner)} is over by its labels, and nothing is known of it here: ${plainText([...lease.containers, ...lease.networks, ...lease.volumes].join(', '))}. Remove it?`,
    )
    const answers = await confirm(questions, { terminal, stdin: process.stdin, signal })
    return strangers.filter((_, index) => answers[index] === true)
  }
}

function tableOf(found: readonly LeaseFound[], now: number): string {
  const rows = found.map(({ id, projects, standing, command = '', owner, containers, networks, volumes, ...lease }) => [
    id.slice(0, 8),
    projects.join(','),
    words[standing],
    `${command} ${placeOf(owner)}`.trim(),
    lease.since === undefined ? '' : `${humanDuration((now - lease.since) / 1000)} ago`,
    lease.expires.replace(/\.\d+/, ''),
    String(containers.length),
    String(networks.length),
    String(volumes.length),
  ])
  const header = ['LEASE', 'PROJECT', 'STATE', 'OWNER', 'CREATED', 'EXPIRES', 'CONTAINERS', 'NETWORKS', 'VOLUMES']
  return tabulate([header, ...rows].map((cells) => `${cells.map(plainText).join('\t')}\n`).join(''))
}

/** `ci-7 (pid 4242)` */
function placeOf(owner: string): string {
  const [host = '', , pid = ''] = owner.split('/')
  return pid === '' ? host : `${host} (pid ${pid})`
}

const words: Readonly<Record<LeaseFound['standing'], string>> = {
  held: 'held',
  dead: 'owner is dead',
  expired: 'expired',
  kept: 'taken out',
  stranger: 'expired, not known here',
  unknown: 'not known here',
}
