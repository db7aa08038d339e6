import type { Event } from '../events.ts'
import type { View } from './view.ts'

/** How progress reaches a screen. */
export interface ProgressWriter {
  update(view: View, event: Event): void
  /** Runs `write` where other output belongs. */
  above(write: () => void): void
  /** Shows a line below everything, or takes it away; absent where lines cannot be taken away. */
  readonly foot?: (line: string | undefined) => void
  /** Shows the last state and stops. */
  close(): void
}
