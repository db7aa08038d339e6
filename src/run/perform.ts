import { type Engine, EngineError, type ImageDetail, type PullOptions } from '../engine/port.ts'
import type { Watch } from '../engine/watch.ts'
import type { Emit } from '../events.ts'
import { withIds } from '../model/ids.ts'
import { withInherited } from '../model/inherited.ts'
import { label } from '../model/labels.ts'
import type { Action, Step } from '../plan/step.ts'
import type { ContainerSpec } from '../spec.ts'
import type { Perform } from './execute.ts'
import { HookFailed } from './hook-failed.ts'
import type { OwedHooks } from './owed-hooks.ts'
import type { OwnProbes } from './ready/own-probes.ts'
import type { ReadyWorld } from './ready/ready.ts'
import { removeNetwork } from './remove-network.ts'
import type { MakeNetwork } from './small-networks.ts'
import { steadyNow } from './steady-now.ts'
import { stopUntil } from './stop-until.ts'
import { timedStop } from './timed-stop.ts'
import { WaitFailed, waitUntil } from './wait.ts'

/** What the actions of a plan work on. */
export interface Stage {
  readonly engine: Engine
  /** Opened before the first step, where the plan has waits. */
  readonly watch: Pick<Watch, 'changes'> | undefined
  readonly emit: Emit
  readonly now: () => number
  /** Gets each result of an own probe of a healthcheck. */
  readonly probed?: OwnProbes['note']
  /** Gets what each look at a condition of `x-ready` has shown. */
  readonly seen?: ReadyWorld['seen'] & {}
  /** The name under which the output of a container's hooks is shown; undefined where it is not. */
  readonly hookSpeaker?: (container: string, service: string) => string | undefined
  /** Images that could not be had a moment ago, with the reason: nobody asks again. */
  readonly lacking?: ReadonlyMap<string, Error>
  /** How networks are made, where it is not simply asked for. */
  readonly makeNetwork?: MakeNetwork
  /** Hears the id of each container that is made, with its final name. */
  readonly made?: (container: string, id: string) => void
  /** Notes whose hooks are to come. */
  readonly owedHooks?: OwedHooks
  /** Runs right before a container starts. */
  readonly beforeStart?: (container: string, service: string) => Promise<void>
}

/** How each action is done: one exhaustive switch, one engine request (or wait) for each. Ids of what the plan names are kept here. */
export function performer(stage: Stage): Perform {
  const ids = new Map<string, string>()
  const images = new Map<string, Promise<ImageDetail | undefined>>()
  const began = steadyNow()
  const elapsed = (): number => steadyNow() - began
  return async (step, signal) => {
    const { action } = step
    const lacking = 'image' in action ? stage.lacking?.get(action.image) : undefined
    if (lacking !== undefined) throw lacking
    if (action.do === 'create-container') return await create(action, { stage, ids, images })
    if (action.do === 'wait') return await wait(action, stage, signal)
    const doing = { step, stage, signal, elapsed }
    if (stage.owedHooks === undefined || !concernsHooks(action)) return await request(action, doing)
    const id = ids.get(action.container) ?? (await stage.engine.containers.inspect(action.container)).id
    if (action.do === 'start-container') stage.owedHooks.owe(id)
    try {
      return await request(action, doing)
    } finally {
      // One that failed was run, too: docker compose 2.40.3 does not repeat it.
      if (action.do === 'run-hook' && !signal.aborted) stage.owedHooks.settle(id)
    }
  }
}

type HookAction = Extract<Action, { do: 'start-container' | 'run-hook' }>

function concernsHooks(action: Action): action is HookAction {
  if (action.do === 'start-container') return action.owes === 'hooks'
  return action.do === 'run-hook' && action.last === true
}

interface Doing {
  readonly step: Step
  readonly stage: Stage
  readonly signal: AbortSignal
  /** Milliseconds since the plan began. */
  readonly elapsed: () => number
}

async function request(
  action: Exclude<Action, { do: 'create-container' | 'wait' }>,
  doing: Doing,
): Promise<string | undefined> {
  const { step, stage, signal, elapsed } = doing
  const { engine } = stage
  switch (action.do) {
    case 'create-network':
      return await quiet(stage.makeNetwork?.(action.spec) ?? engine.networks.create(action.spec))
    case 'remove-network':
      return await quiet(removeNetwork(action, engine))
    case 'create-volume':
      return await quiet(engine.volumes.create(action.spec))
    case 'remove-volume':
      return await quiet(engine.volumes.remove(action.volume))
    case 'pull-image':
      return await pull(action, doing)
    case 'build-image':
      return await build(action, doing)
    case 'push-image':
      return await quiet(engine.images.push(action.image, { signal, ...heard(action.image, { step, stage }) }))
    case 'remove-image':
      return await quiet(engine.images.remove(action.image))
    case 'copy-in':
      return await (await import('./copy-in.ts')).copyIn(action.container, action.spec.files, stage)
    case 'start-container':
      await (action.hook === undefined
        ? stage.beforeStart?.(action.container, action.service)
        : followHook(action, stage, signal))
      return await quiet(engine.containers.start(action.container))
    case 'stop-container':
      return await timedStop(action, stage, async () => await stopUntil({ ...action, elapsed }, stage))
    case 'restart-container':
      return await timedStop(action, stage, async (time) => await engine.containers.restart(action.container, time))
    case 'kill-container':
      return await quiet(engine.containers.kill(action.container, action.signal))
    case 'pause-container':
      return await quiet(engine.containers.pause(action.container))
    case 'unpause-container':
      return await quiet(engine.containers.unpause(action.container))
    case 'remove-container':
      return await quiet(engine.containers.remove(action.container, { anonymousVolumes: action.anonymousVolumes }))
    case 'rename-container':
      return await quiet(engine.containers.rename(action.container, action.to))
    case 'connect-network':
      return await quiet(engine.networks.connect(action.network, action.container, action.endpoint))
    case 'disconnect-network':
      return await quiet(engine.networks.disconnect(action.network, action.container))
    case 'run-hook':
      return await runHook(action, stage, signal)
  }
}

async function quiet(done: Promise<unknown>): Promise<undefined> {
  await done
  return undefined
}

interface Making {
  readonly stage: Stage
  /** Container ids by final name. */
  readonly ids: Map<string, string>
  /** Looks at images, one for each reference: no step changes an image after a container was made from it. */
  readonly images: Map<string, Promise<ImageDetail | undefined>>
}

async function create(
  { container, spec }: Extract<Action, { do: 'create-container' }>,
  { stage, ids, images }: Making,
): Promise<string | undefined> {
  const { engine } = stage
  for (const name of spec.needsIdsOf.filter((needed) => !ids.has(needed)))
    ids.set(name, (await engine.containers.inspect(name)).id)
  const known = withIds(spec, (name) => ids.get(name) ?? name)
  const ready = await withImage(known, async (reference) => await remembered(images, reference, engine))
  const onWarning = (text: string): void => stage.emit({ type: 'warning', message: `${spec.name}: ${text}` })
  const platform = spec.platform === undefined ? {} : { platform: spec.platform }
  const id = await engine.containers.create(container, ready.body, { ...platform, onWarning })
  ids.set(spec.name, id)
  stage.made?.(spec.name, id)
  return undefined
}

/** The id of the image as it is now, which a later `up` compares, and the anonymous volumes that the image still has a place for. */
async function withImage(
  spec: ContainerSpec,
  inspect: (reference: string) => Promise<ImageDetail | undefined>,
): Promise<ContainerSpec> {
  const reference = spec.body.Image ?? ''
  const inherits = spec.inherited.some(({ because }) => because === 'image')
  if (spec.body.Labels[label.image] !== undefined && !inherits)
    return { ...spec, body: withInherited(spec.body, spec.inherited, []) }
  const image = await inspect(reference)
  if (image === undefined)
    throw new EngineError(`No such image: ${reference}`, { status: 404, operation: `create container ${spec.name}` })
  const body = withInherited(spec.body, spec.inherited, image.volumes)
  return { ...spec, body: { ...body, Labels: { ...body.Labels, [label.image]: image.id } } }
}

async function remembered(
  images: Making['images'],
  reference: string,
  engine: Engine,
): Promise<ImageDetail | undefined> {
  const known = images.get(reference) ?? engine.images.inspect(reference)
  images.set(reference, known)
  return await known
}

async function wait(
  action: Extract<Action, { do: 'wait' }>,
  { engine, watch, emit, now, probed, seen }: Stage,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (watch === undefined) throw new Error(`a plan with a wait for ${action.container} runs without a watch`)
  try {
    const world = { engine, watch, now, ...(probed && { probed }), ...(seen && { seen }) }
    const { ready } = action
    if (ready === undefined) return await waitUntil(action, world, signal)
    const { waitReady } = await import('./ready/wait-ready.ts')
    return await waitReady({ ...action, ready }, world, signal)
  } catch (error) {
    if (!(error instanceof WaitFailed) || action.orElse === 'fail') throw error
    emit({ type: 'warning', message: `optional dependency ${action.service} failed to start: ${error.message}` })
    return 'skipped'
  }
}

async function pull(
  action: Extract<Action, { do: 'pull-image' }>,
  { step, stage, signal }: Doing,
): Promise<string | undefined> {
  const platform = action.platform === undefined ? {} : { platform: action.platform }
  try {
    await stage.engine.images.pull(action.image, {
      ...platform,
      signal,
      ...heard(action.image, { step, stage }),
    })
    return undefined
  } catch (error) {
    if (signal.aborted || action.orElse === 'fail') throw error
    stage.emit({
      type: 'warning',
      message: `${action.service}: image ${action.image} could not be pulled, it is built instead`,
    })
    return 'not pulled'
  }
}

/** Who hears how a transfer goes. */
function heard(
  image: string,
  { step, stage }: Pick<Doing, 'step' | 'stage'>,
): Pick<PullOptions, 'onProgress' | 'onNote'> {
  return {
    onProgress: (progress) => stage.emit({ type: 'progress', step, ...progress }),
    onNote: (note) => stage.emit({ type: 'warning', message: note.includes(image) ? note : `${image}: ${note}` }),
  }
}

async function build(
  action: Extract<Action, { do: 'build-image' }>,
  { step, stage, signal }: Doing,
): Promise<string | undefined> {
  const { engine, emit } = stage
  if (action.when === 'absent' && (await engine.images.inspect(action.image)) !== undefined) return 'pulled'
  return await quiet(
    engine.images.build(action.build, { signal, onOutput: (line) => emit({ type: 'progress', step, detail: line }) }),
  )
}

/** Shows what a hook in a container of its own prints, from before its start to its end. */
async function followHook(
  { container, service }: Extract<Action, { do: 'start-container' }>,
  { engine, emit, now, hookSpeaker }: Stage,
  signal: AbortSignal,
): Promise<void> {
  const name = hookSpeaker?.(container, service)
  if (name === undefined) return
  const { pump } = await import('./logs/pump.ts')
  const chunks = await engine.containers.attach(container, signal)
  void pump(chunks, { container: name, service }, { emit, now }).catch(() => undefined)
}

async function runHook(
  action: Extract<Action, { do: 'run-hook' }>,
  { engine, emit, now, hookSpeaker }: Stage,
  signal: AbortSignal,
): Promise<undefined> {
  const { container, service, command, user, privileged, workingDir, environment } = action
  const name = hookSpeaker?.(container, service)
  const { hookOutput } = await import('./hook-output.ts')
  const shown = name === undefined ? undefined : hookOutput({ container: name, service }, { emit, now })
  const { exitCode, output } = await engine.containers.exec(container, {
    command,
    environment,
    signal,
    ...(user === undefined ? {} : { user }),
    ...(privileged === undefined ? {} : { privileged }),
    ...(workingDir === undefined ? {} : { workingDir }),
    ...(shown === undefined ? {} : { onOutput: shown.take }),
  })
  shown?.end()
  if (exitCode !== 0) throw new HookFailed(action, { exitCode, output })
  return undefined
}
