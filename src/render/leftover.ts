import type { View } from './view.ts'

const states: readonly (readonly [name: string, words: readonly string[]])[] = [
  ['running', ['Started', 'Unpaused', 'Running', 'Waiting', 'Healthy', 'Stopping']],
  ['created', ['Created', 'Recreated']],
  ['paused', ['Paused']],
  ['stopped', ['Stopped', 'Exited', 'Killed']],
  ['under way', ['Creating', 'Starting', 'Recreate', 'Removing', 'Restarting', 'Killing']],
]

/** What an interrupted command leaves behind; undefined when it had not begun. */
export function leftover({ lines, left }: View): string | undefined {
  const containers = [...lines.values()].filter(({ id }) => id.startsWith('Container '))
  const parts = states.flatMap(([name, words]) => {
    const found = containers
      .filter(({ status }) => words.includes(status))
      .map(({ id }) => id.slice('Container '.length))
    return found.length === 0 ? [] : [`${name}: ${found.join(', ')}`]
  })
  if (lines.size === 0 && left === 0) return undefined
  const rest = left === 0 ? [] : [`${left} ${left === 1 ? 'step' : 'steps'} not done`]
  return ['Interrupted', ...parts, ...rest].join('; ')
}
