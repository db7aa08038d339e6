export { formatPlan as planSteps, planJson } from '../plan/format.ts'
export type { Plan } from '../plan/step.ts'
export { hasChanges, planSummary } from '../plan/summary.ts'
