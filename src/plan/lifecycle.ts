import { planRestart } from './restart.ts'
import type { Scene } from './scene.ts'
import { planKill, planPause } from './signals.ts'
import { planStart } from './start-existing.ts'
import type { Plan } from './step.ts'
import type { StopTimes } from './stop-times.ts'
import { planStop } from './stop.ts'

/** What is to be done to containers that are there. */
export type Lifecycle =
  | { readonly verb: 'start'; readonly wait: 'none' | 'ready'; readonly probes: 'own' | 'engine' }
  | ({ readonly verb: 'stop' } & StopTimes)
  | ({ readonly verb: 'restart'; readonly dependents: 'follow' | 'stay' } & StopTimes)
  | { readonly verb: 'kill'; readonly signal: string; readonly orphans: 'keep' | 'remove' }
  | { readonly verb: 'pause' | 'unpause' }

/** The plan of one verb. Throws where docker compose 2.40.3 does, too: `start` without any container. */
export function planLifecycle(scene: Scene, request: Lifecycle): Plan {
  switch (request.verb) {
    case 'start':
      return planStart(scene, request)
    case 'stop':
      return planStop(scene, request)
    case 'restart':
      return planRestart(scene, request)
    case 'kill':
      return planKill(scene, request)
    case 'pause':
    case 'unpause':
      return planPause(request.verb, scene)
  }
}
