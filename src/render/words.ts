import type { Action, Step } from '../plan/step.ts'

/** What the screen calls a step: the line it belongs to and the words for its life (COMPOSE.md: output). */
export interface Words {
  readonly id: string
  readonly working: string
  readonly done: string
  /** docker compose prints these in a column of their own: ` web Pulling `. */
  readonly column: 'status' | 'text'
}

/** The words for a step, or undefined for one that is silent: it is part of the step before or after it. */
export function wordsOf(step: Step): Words | undefined {
  return isGrouped(step) ? groupWords(step.group) : actionWords(step.action)
}

/** A start and a wait show under their own words, also where they belong to a recreation. */
export function isGrouped(step: Step): step is Step & { readonly group: string } {
  return step.group !== undefined && step.action.do !== 'start-container' && step.action.do !== 'wait'
}

function groupWords(group: string): Words {
  const subject = group.slice(group.indexOf(':') + 1)
  return { id: `Container ${subject}`, working: 'Recreate', done: 'Recreated', column: 'status' }
}

function actionWords(action: Action): Words | undefined {
  const id = 'container' in action ? `Container ${action.container}` : ''
  switch (action.do) {
    case 'create-network':
      return status(`Network ${action.network}`, ['Creating', 'Created'])
    case 'remove-network':
      return status(`Network ${action.network}`, ['Removing', 'Removed'])
    case 'create-volume':
      return status(`Volume ${action.volume}`, ['Creating', 'Created'])
    case 'remove-volume':
      return status(`Volume ${action.volume}`, ['Removing', 'Removed'])
    case 'remove-image':
      return status(`Image ${action.image}`, ['Removing', 'Removed'])
    case 'pull-image':
      return { id: action.service, working: 'Pulling', done: 'Pulled', column: 'text' }
    case 'push-image':
      return { id: action.image, working: 'Pushing', done: 'Pushed', column: 'text' }
    case 'build-image':
      return status(action.image, ['Building', 'Built'])
    case 'create-container':
      return status(id, ['Creating', 'Created'])
    case 'start-container':
      return status(id, ['Starting', 'Started'])
    case 'stop-container':
      return status(id, ['Stopping', 'Stopped'])
    case 'restart-container':
      return status(id, ['Restarting', 'Started'])
    case 'kill-container':
      return status(id, ['Killing', 'Killed'])
    // docker compose has no word for the beginning of these two.
    case 'pause-container':
      return status(id, ['', 'Paused'])
    case 'unpause-container':
      return status(id, ['', 'Unpaused'])
    case 'remove-container':
      return status(id, ['Removing', 'Removed'])
    case 'wait':
      return status(id, ['Waiting', action.until === 'completed' ? 'Exited' : 'Healthy'])
    case 'copy-in':
    case 'rename-container':
    case 'connect-network':
    case 'disconnect-network':
      return undefined
    // A container stops from the first of its hooks on.
    case 'run-hook':
      return action.hook === 'pre_stop' ? status(id, ['Stopping', '']) : undefined
  }
}

function status(id: string, [working, done]: readonly [string, string]): Words {
  return { id, working, done, column: 'status' }
}
