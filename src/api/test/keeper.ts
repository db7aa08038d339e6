import type { Engine } from '../../engine/port.ts'
import type { Watch } from '../../engine/watch.ts'
import type { Project } from '../../model/project.ts'
import { UpFailed } from '../../plan/up-failed.ts'
import type { OwnProbes } from '../../run/ready/own-probes.ts'
import type { Redact } from '../../source/redact.ts'
import type { Bundle } from '../artifacts/bundle.ts'
import { collect, type OwnProbe } from '../artifacts/collect.ts'
import { bytewise } from '../artifacts/hidden-values.ts'
import { hiddenPairs, maskedConfig } from '../artifacts/masked-plain.ts'
import { record } from '../artifacts/recorder.ts'
import type { World } from '../world/world.ts'

/** Writes down what remains of a project; does nothing where there is no bundle. */
export interface Keeper {
  /** Hears of the probes that muster makes. */
  readonly probed: OwnProbes['note']
  /** Writes how things are, while all that ran still does. */
  readonly look: (failure?: unknown) => Promise<void>
  /** Nobody runs any more: reads all that was said to its end. */
  readonly finish: () => Promise<void>
  readonly close: () => void
}

export interface Kept {
  readonly project: Project
  readonly redact: Redact
  readonly bundle: Bundle | undefined
}

interface Around {
  readonly engine: Engine
  readonly watch: Pick<Watch, 'events'>
  readonly world: Pick<World, 'now' | 'emit'>
}

/** Begins to keep before anything is created, so that no byte is missed. */
export function openKeeper({ project, redact, bundle }: Kept, { engine, watch, world }: Around): Keeper {
  if (bundle === undefined) return { probed: () => {}, look: async () => {}, finish: async () => {}, close: () => {} }
  const clean = bytewise(redact)
  const probes: OwnProbe[] = []
  const recorder = record({
    engine,
    watch,
    project: project.name,
    now: world.now,
    take: (file, data) => bundle.append(file, clean(data)),
    onTrouble: (message) => world.emit({ type: 'warning', message: redact(`artifacts: ${message}`) }),
  })
  bundle.write('config.yaml', maskedConfig(project, redact))
  return {
    probed: ({ name }, result) => {
      probes.push({ container: name, at: new Date(world.now()).toISOString(), ...result })
    },
    look: async (failure) => {
      await collect(project.name, engine, { bundle, probes, hidden: { redact, pairs: hiddenPairs(project) } })
      bundle.append('health.log', redact(ownProbes(failure)))
    },
    finish: recorder.finish,
    close: recorder.close,
  }
}

/** The engine's own probes may come late: those that muster has made itself explain a failure. */
function ownProbes(failure: unknown): string {
  if (!(failure instanceof UpFailed)) return ''
  return failure.failures
    .flatMap(({ container = '', probe }) =>
      probe === undefined
        ? []
        : [
            `${container} when it failed: ${probe.command}, exit ${probe.exitCode}\n`,
            ...probe.output.map((line) => `  ${line}\n`),
          ],
    )
    .join('')
}
