import type { ObservedContainer } from './observed.ts'
import type { Change } from './step.ts'

/** What becomes of one container of a service. `name` is the one that it has when the plan is done. */
export type Slot =
  | { readonly kind: 'create'; readonly name: string; readonly number: number; readonly because: string }
  | {
      readonly kind: 'recreate'
      readonly name: string
      readonly number: number
      readonly old: ObservedContainer
      readonly why: Divergence
    }
  | { readonly kind: 'keep'; readonly name: string; readonly number: number; readonly old: ObservedContainer }

/** The decision for a whole service. */
export interface ServiceSlots {
  readonly slots: readonly Slot[]
  readonly remove: readonly {
    readonly container: ObservedContainer
    readonly because: string
    readonly anonymousVolumes: 'keep' | 'remove'
  }[]
}

/** Services decided so far; a service comes after those whose namespaces or volumes it shares. */
export type Decided = ReadonlyMap<string, ServiceSlots>

/** Why a container must be replaced. */
export interface Divergence {
  readonly because: string
  readonly changes?: readonly Change[]
}
