import type { Timeline } from '../../api/timeline.ts'
import type { UpOptions } from '../../api/up.ts'
import type { AttachedOptions } from '../../api/up/attached.ts'
import type { Beginning } from '../../api/up/begin-anew.ts'
import type { World } from '../../api/world/world.ts'
import { showTimeline, timelineTarget } from '../parts/show-timeline.ts'
import type { Context } from '../session/context.ts'
import { UsageError } from '../usage-error.ts'
import { checkUpFlags, readTtl } from './checks.ts'
import type { UpFlags } from './flags.ts'
import type { Menu } from './menu.ts'
import { upOptions } from './options.ts'

/** `up`: in the background, in the foreground, or only shown. Returns the exit code. */
export async function runUp(flags: UpFlags, services: readonly string[], context: Context): Promise<number> {
  checkUpFlags(flags)
  if (flags.ttl !== undefined) readTtl(flags.ttl)
  if (flags.artifacts === undefined || context.dryRun) return await broughtUp(flags, services, context)
  if (flags.lease)
    throw new UsageError(
      '--artifacts cannot be combined with --lease: nothing is left at the end',
      'use `muster test --artifacts`, which keeps the logs as they come',
    )
  const { keepingArtifacts } = await import('../parts/keep-artifacts.ts')
  return await keepingArtifacts(flags.artifacts, context, async (kept) => await broughtUp(flags, services, kept))
}

async function broughtUp(flags: UpFlags, services: readonly string[], context: Context): Promise<number> {
  const given = { ...upOptions(flags, services, context), ...timelineIn(flags, context) }
  const mute = [
    ...(flags['quiet-pull'] ? ['pull-image' as const] : []),
    ...(flags['quiet-build'] ? ['build-image' as const] : []),
  ]
  const logs = { prefix: !flags['no-log-prefix'], color: !flags['no-color'], timestamps: flags.timestamps }
  const world = context.world({ ...logs, to: 'same' }, mute)
  if (flags.fresh) checkFresh(services, context)
  if (context.dryRun) {
    const { plan } = await import('../../api/plan.ts')
    const { showPlannedDryRun } = await import('../parts/show-plan.ts')
    return showPlannedDryRun(await plan(given, world), context)
  }
  const options = { ...given, giveUp: asker(context.terminal, world) }
  const isAttached = !(flags.detach || flags.wait || flags['no-start'])
  if (flags.fresh) {
    const { beginAnew } = await import('../../api/up/begin-anew.ts')
    const attached = isAttached ? { attached: attachedOptions(flags, given, context) } : {}
    await beginAnew({ options: given, ...attached, term: termOf(flags) }, world)
  }
  if (!isAttached) {
    if (flags.ttl !== undefined) return await runUpFor(readTtl(flags.ttl), options, world)
    const { up } = await import('../../api/up.ts')
    await up(options, world)
    return 0
  }
  return await runAttached(flags, options, { context, world })
}

function termOf({ lease, ttl }: Pick<UpFlags, 'lease' | 'ttl'>): Beginning['term'] {
  return lease ? 'process' : ttl === undefined ? 'for good' : 'time'
}

/** What cannot be begun anew. Throws UsageError. */
function checkFresh(services: readonly string[], { dryRun }: Context): void {
  if (services.length > 0)
    throw new UsageError(
      '--fresh takes no services: it begins the whole project anew',
      'for one: `muster rm -sfv SERVICE`',
    )
  if (dryRun)
    throw new UsageError(
      '--fresh --dry-run is not supported: what `up` does depends on what is gone by then',
      '`muster down -v --dry-run` shows what --fresh removes',
    )
}

/** Where `up` stays in the foreground stdout belongs to the containers. */
function timelineIn(flags: UpFlags, { dryRun, terminal, save }: Context): Pick<UpOptions, 'onTimeline'> {
  if (flags.timeline === undefined) return {}
  if (dryRun) throw new UsageError('--timeline and --dry-run are incompatible', 'leave one of them out')
  const target = timelineTarget(flags.timeline)
  const to = flags.detach || flags.wait || flags['no-start'] ? 'out' : 'err'
  const show = async (timeline: Timeline): Promise<void> => await showTimeline(timeline, target, { to, terminal, save })
  if (to === 'out') return { onTimeline: show }
  // The containers are up, and it goes on: a file that cannot be written ends nothing.
  const said = (error: unknown): void =>
    terminal.err.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return { onTimeline: async (timeline) => await show(timeline).catch(said) }
}

async function runUpFor(time: number, options: UpOptions, world: World): Promise<number> {
  const { upFor } = await import('../../api/lease/timed-lease.ts')
  const { project, until, outside } = await upFor(options, time, world)
  const when = new Date(until).toISOString().replace(/\.\d+/, '')
  world.emit({
    type: 'notice',
    message: `${project.name} is removed at ${when}, unless another \`up --ttl\` renews it`,
  })
  const message = `${outside.join(', ')} existed before without this lease and stay; after a \`down\` they are part of it`
  if (outside.length > 0) world.emit({ type: 'warning', message })
  return 0
}

async function runAttached(
  flags: UpFlags,
  options: UpOptions,
  { context, world }: { readonly context: Context; readonly world: World },
): Promise<number> {
  const attached = flags.lease
    ? (await import('../../api/lease/leased-up.ts')).upLeased
    : (await import('../../api/up/attached.ts')).upAttached
  const menu = flags.menu ? await menuAt(context, world) : undefined
  try {
    const given = attachedOptions(flags, options, context)
    const code = await attached({ ...given, ...(menu === undefined ? {} : { desk: menu.desk }) }, world)
    // A key has stopped it, and no signal counts any more.
    if (menu?.desk.stopped() === true && !world.force.aborted) context.releaseSignals()
    return code
  } finally {
    menu?.close()
  }
}

function attachedOptions(flags: UpFlags, options: UpOptions, { exitCodes }: Context): AttachedOptions {
  const { attach } = flags
  const exitCodeFrom = flags['exit-code-from'] || undefined
  return {
    ...options,
    ...(attach.length > 0 ? { attach } : {}),
    attachDependencies: flags['attach-dependencies'],
    noAttach: flags['no-attach'],
    abortOn: abortOn(flags),
    ...(exitCodeFrom === undefined ? {} : { exitCodeFrom }),
    ...(exitCodes === 'detailed' ? { failures: 'count' as const } : {}),
    ...(flags.watch ? { watch: 'sources' as const } : {}),
  }
}

/** Only where keys can be typed and lines be drawn below the output. */
async function menuAt({ terminal, drawing, env }: Context, { emit }: World): Promise<Menu | undefined> {
  const { foot, space } = drawing()
  const { stdin } = process
  const drawn = terminal.out.tty && terminal.err.tty && env.get('TERM') !== 'dumb'
  if (foot === undefined || !drawn || stdin.isTTY !== true) return undefined
  const { createMenu } = await import('./menu.ts')
  return createMenu({ stdin, process, foot, space, emit })
}

/** Asks for each volume in docker compose's words (2.40.3). */
function asker(terminal: Context['terminal'], { signal }: World): UpOptions['giveUp'] & {} {
  return async (volumes) => {
    const { confirm } = await import('../terminal/confirm.ts')
    const questions = volumes.map(
      (name) =>
        `Volume ${JSON.stringify(name)} exists but doesn't match configuration in compose file. Recreate (data will be lost)?`,
    )
    const answers = await confirm(questions, { terminal, stdin: process.stdin, signal })
    return volumes.filter((_, index) => answers[index] === true)
  }
}

function abortOn(flags: UpFlags): 'nothing' | 'exit' | 'failure' {
  if (flags['abort-on-container-failure']) return 'failure'
  return flags['abort-on-container-exit'] || (flags['exit-code-from'] ?? '') !== '' ? 'exit' : 'nothing'
}
