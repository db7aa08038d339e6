import type { ObservedContainer } from './observed.ts'

/** Whether a container has a process: what `docker ps` lists without `-a`. */
export function isAlive({ state }: Pick<ObservedContainer, 'state'>): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting'
}
