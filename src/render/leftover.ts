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
  const parts = states.flatMap(([name, words]) => {
    const found = [...lines.values()]
      .filter(({ status }) => words.includes(status))
      .flatMap(({ id }) => nameOf(id) ?? [])
    return found.length === 0 ? [] : [`${name}: ${found.join(', ')}`]
  })
  if (lines.size === 0 && left === 0) return undefined
  const rest = left === 0 ? [] : [`${left} ${left === 1 ? 'step' : 'steps'} not done`]
  return ['Interrupted', ...parts, ...rest].join('; ')
}

/** Containers by their names; networks and volumes stay behind, too. Undefined for what does not. */
function nameOf(id: string): string | undefined {
  const [, kind, name] = /^(Container|Network|Volume) (.*)$/.exec(id) ?? []
  return kind === undefined || kind === 'Container' ? name : `${kind.toLowerCase()} ${name}`
}
