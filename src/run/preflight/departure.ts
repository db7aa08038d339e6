import type { Engine } from '../../engine/port.ts'
import type { Project } from '../../model/project.ts'
import type { Observed } from '../../plan/observed.ts'

/** What is about to be brought up, and where. */
export interface Departure {
  readonly engine: Engine
  readonly project: Project
  readonly observed?: Pick<Observed, 'engine' | 'apiVersion' | 'subnets'>
}
