import type { Project } from '../../model/project.ts'
import type { Seat } from '../../run/seat.ts'
import type { Redact } from '../../source/redact.ts'
import type { Bundle } from '../artifacts/bundle.ts'
import type { UpOptions } from '../up/options.ts'
import type { Subject } from './services.ts'
import type { TestSignals } from './subject.ts'

/** What `test` takes beside the options of `up`. */
export interface TestOptions extends Omit<UpOptions, 'services' | 'oneOff' | 'wait'> {
  readonly subject: Subject
  /** Services to bring up; empty: see `servicesFor`. */
  readonly up: readonly string[]
  /** For the test: `NAME=value`, or `NAME` for the value that it has here. */
  readonly environment: readonly string[]
  readonly tty: boolean
  /** `count`: a service that fails while the test runs fails the run. */
  readonly sideExits: 'count' | 'ignore'
  readonly onFailure: 'remove' | 'keep'
  /** Seconds for the test itself; absent: as long as it takes. */
  readonly timeLimit?: number
  /** `kept`: what a command of the host prints is also kept, for the report and the bundle. */
  readonly output?: 'kept'
  /** Where what remains of the run is written. */
  readonly bundle?: Bundle
  /** Called with the project as it will be, before anything is made of it. */
  readonly loaded?: (project: Project, redact: Redact) => void
}

/** Where a test gets its streams and signals from. */
export interface TestSeat {
  readonly seat: Seat
  readonly signals: TestSignals
}
