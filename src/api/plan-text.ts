export { planJson } from '../plan/format.ts'
export { formatPlan as planSteps } from '../plan/format.ts'
export type { Plan } from '../plan/step.ts'
export { hasChanges, planSummary } from '../plan/summary.ts'
