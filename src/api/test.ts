import type { Engine } from '../engine/port.ts'
import { type Watch, watch } from '../engine/watch.ts'
import type { Emit, Event } from '../events.ts'
import { load } from '../load/load.ts'
import { label } from '../model/labels.ts'
import { type Project, serviceOrigin } from '../model/project.ts'
import { steadyNow } from '../run/steady-now.ts'
import { maskedCommand } from '../source/mask-command.ts'
import type { Redact } from '../source/redact.ts'
import { hiddenValues } from './artifacts/hidden-values.ts'
import { passingCopy } from './copies/passing-copy.ts'
import { forgetPorts } from './copies/settle-ports.ts'
import { discreetly } from './execution/discreetly.ts'
import { type Lease, takeLease } from './lease/lease.ts'
import { settleLeases } from './lease/settle-leases.ts'
import { removeBuilt } from './test/built-images.ts'
import { clearAway } from './test/clear-away.ts'
import { hasFailed } from './test/exit-code.ts'
import { type Keeper, openKeeper } from './test/keeper.ts'
import { type KeptOutput, keepOutput } from './test/kept-output.ts'
import type { TestOptions, TestSeat } from './test/options.ts'
import type { Phase, SideFailure, TestReport, Verdict } from './test/report.ts'
import { runSubject } from './test/run-subject.ts'
import { type Subject, servicesFor } from './test/services.ts'
import { lastLog, type Sides, unwatched, watchSides } from './test/side-failures.ts'
import { up } from './up.ts'
import type { UpOptions } from './up/options.ts'
import { unprovide } from './up/providers.ts'
import { loadWorld } from './world/load-world.ts'
import type { World } from './world/world.ts'

/**
 * Brings a fresh copy of a project up, waits until it is ready, runs the test, and throws the copy away, whatever happens.
 * Resolves with how it went; rejects only before anything was made: with a ComposeError, an Error for a service
 * that does not exist, or an EngineError.
 */
export async function test(options: TestOptions, place: TestSeat, world: World): Promise<TestReport> {
  const setting = await prepare(options, world)
  const { engine, project } = setting
  const over = new AbortController()
  const events = await watch(engine, project.name, over.signal)
  const clock = phases(world)
  const keeper = openKeeper(
    { project, redact: setting.redact, bundle: options.bundle },
    { engine, watch: events, world },
  )
  const act: Act = {
    options,
    place,
    setting,
    world: { ...setting.world, signal: place.signals.first, force: never },
    events,
    clock,
    keeper,
  }
  try {
    const { sides, ...outcome } = await outcomeOf(act)
    const { afterwards, late } = await clock.during('teardown', async () => await end(act, outcome, sides))
    const { services, redact } = setting
    return {
      project,
      redact,
      services,
      subject: subjectText(options.subject),
      ...serviceOf(options, project),
      ...outcome,
      // Who interrupts the teardown is told so.
      verdict: interruption(place) ?? outcome.verdict,
      side: [...outcome.side, ...late],
      afterwards,
      phases: clock.phases,
    }
  } finally {
    keeper.close()
    over.abort()
  }
}

interface Setting {
  readonly project: Project
  readonly engine: Engine
  readonly redact: Redact
  readonly services: readonly string[]
  /** Should this process be killed, its watchdog throws the copy away. */
  readonly lease: Lease
  /** How the copy is found. */
  readonly copy: TestOptions
  /** Says each warning once: the files are read for the set-up and again for the test. */
  readonly world: World
}

interface Act {
  readonly options: TestOptions
  readonly place: TestSeat
  readonly setting: Setting
  readonly world: World
  readonly events: Watch
  readonly clock: Clock
  readonly keeper: Keeper
}

interface Outcome {
  readonly verdict: Verdict
  readonly side: readonly SideFailure[]
  readonly output: readonly string[]
}

const never = new AbortController().signal

async function prepare(options: TestOptions, world: World): Promise<Setting> {
  // Nobody else has such a copy, and it lives as long as the test.
  const copy: TestOptions = { ...options, isolate: passingCopy('test', options, world) }
  const { subject, up } = options
  const named = subject.kind === 'service' ? [subject.service, ...up] : up
  const project = await load({ ...copy, services: named }, loadWorld(world))
  const services = servicesFor(subject, up, project)
  const engine = await world.engine()
  await engine.version()
  const redact = await hiddenValues(project)
  options.loaded?.(project, redact)
  await settleLeases(undefined, world)
  const lease = await takeLease(world)
  return {
    project,
    engine,
    redact,
    services,
    lease,
    copy: { ...copy, lease },
    world: { ...world, emit: sayingOnce(world.emit) },
  }
}

async function outcomeOf(act: Act): Promise<Outcome & { readonly sides: Sides }> {
  const { place, clock, setting, events: watch } = act
  let sides = unwatched
  let side: readonly SideFailure[] = []
  try {
    await clock.during('set-up', async () => await setUp(act))
    place.signals.first.throwIfAborted()
    if (act.options.sideExits === 'count') sides = await watchSides(setting.project, { ...setting, watch })
    const { bundle, output: kept } = act.options
    const heard = kept === undefined ? undefined : keepOutput(bundle, setting.redact)
    const verdict = await clock.during(
      'test',
      async () => await runSubject({ ...act, ...(heard && { heard }) }, act.world),
    )
    const output = verdict.kind === 'ended' && verdict.exitCode === 0 ? [] : await outputOf(act, heard)
    if (!place.signals.first.aborted) side = await sides.failures('running')
    return { verdict: interruption(place) ?? verdict, side, sides, output }
  } catch (error) {
    return { verdict: interruption(place) ?? { kind: 'failed', error }, side, sides: unwatched, output: [] }
  }
}

/** The last lines of the test: of a one-off, as the engine has them. */
async function outputOf(
  { options: { subject }, setting: { project, engine } }: Act,
  heard: KeptOutput | undefined,
): Promise<readonly string[]> {
  if (subject.kind === 'host') return heard?.tail() ?? []
  const found = await engine.containers.list([`${label.project}=${project.name}`]).catch(() => [])
  const one = found.find(({ oneOff, service }) => oneOff && service === subject.service)
  return one === undefined ? [] : await lastLog(one.id, engine).catch(() => [])
}

async function setUp({ setting, world, events, keeper }: Act): Promise<void> {
  const { services, copy } = setting
  if (services.length === 0) return
  const asked: UpOptions = { ...copy, services, wait: 'ready', orphans: 'ignore' }
  await up(asked, world, { planned: async () => events, probed: keeper.probed })
}

function interruption({ signals }: TestSeat): Verdict | undefined {
  const by = signals.name()
  return by === undefined ? undefined : { kind: 'interrupted', by }
}

interface End {
  readonly afterwards: TestReport['afterwards']
  /** Services of which it was seen only now. */
  readonly late: readonly SideFailure[]
}

/** Whatever happened: what can still be told is written down, and the copy goes, unless it is to be looked at. */
async function end({ options, setting, place, keeper }: Act, outcome: Outcome, sides: Sides): Promise<End> {
  const { project, lease } = setting
  const failure = outcome.verdict.kind === 'failed' ? outcome.verdict.error : undefined
  const keeps = options.onFailure === 'keep' && hasFailed(outcome) && !place.signals.first.aborted
  await keeper.look(failure)
  if (keeps) {
    await lease[Symbol.asyncDispose]()
    return { afterwards: { kind: 'kept' }, late: [] }
  }
  let late: readonly SideFailure[] = []
  const said = async (): Promise<void> => {
    // A service that dies as the test ends may not have been seen dying.
    const all = await sides.failures('killed').catch(() => [])
    late = all.filter(({ container }) => !outcome.side.some((one) => one.container === container))
    await keeper.finish()
  }
  const world = { ...setting.world, signal: never, force: never }
  try {
    const names = await discreetly(project, world, async (quiet) => {
      const left = await clearAway(project.name, quiet, said)
      await unprovide(project, [], quiet)
      return [...left, ...(await removeBuilt(project, setting.engine))]
    })
    await forgetPorts(project.name, world)
    if (names.length > 0) return { afterwards: { kind: 'left', names }, late }
    // What the engine has still been making for requests that were broken off.
    await lease.end()
    await lease[Symbol.asyncDispose]()
    return { afterwards: { kind: 'removed' }, late }
  } catch (why) {
    // The lease stays: its watchdog goes on when this process has ended.
    return { afterwards: { kind: 'left', names: [], why }, late }
  }
}

/** What is run, for people and in reports, without what may be secret. */
export function subjectText(subject: Subject): string {
  return [...(subject.kind === 'service' ? [subject.service] : []), ...maskedCommand(subject.command)].join(' ')
}

function serviceOf({ subject }: TestOptions, project: Project): Pick<TestReport, 'service' | 'at'> {
  if (subject.kind !== 'service') return {}
  const at = serviceOrigin(project, subject.service)
  return { service: subject.service, ...(at && { at }) }
}

interface Clock {
  readonly phases: Phase[]
  readonly during: <T>(phase: Phase['phase'], work: () => Promise<T>) => Promise<T>
}

function phases({ now, emit }: World): Clock {
  const all: Phase[] = []
  return {
    phases: all,
    during: async (phase, work) => {
      const startedAt = now()
      const steady = steadyNow() - startedAt
      emit({ type: 'phase', phase, state: 'started', at: startedAt })
      try {
        return await work()
      } finally {
        const endedAt = Math.round(steadyNow() - steady)
        all.push({ phase, startedAt, endedAt })
        emit({ type: 'phase', phase, state: 'done', at: endedAt })
      }
    },
  }
}

function sayingOnce(emit: Emit): Emit {
  const said = new Set<string>()
  return (event: Event) => {
    if (event.type === 'warning') {
      if (said.has(event.message)) return
      said.add(event.message)
    }
    emit(event)
  }
}
