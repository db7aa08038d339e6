import type { Engine } from '../../engine/port.ts'
import type { Project } from '../../model/project.ts'
import type { Observed } from '../../plan/observed.ts'
import type { UpPolicy } from '../../plan/policy.ts'

/** What is about to be brought up, and where. */
export interface Departure {
  readonly engine: Engine
  readonly project: Project
  readonly observed?: Pick<Observed, 'engine' | 'apiVersion' | 'subnets'>
  /** Of `run`: its container is in no plan. */
  readonly policy?: Pick<UpPolicy, 'oneOff'>
}
