import type { View } from './view.ts'

const states: readonly (readonly [name: string, words: readonly string[]])[] = [
  ['running', ['Started', 'Unpaused', 'Running', 'Waiting', 'Healthy', 'Stopping']],
  ['created', ['Created', 'Recreated']],
  ['paused', ['Paused']],
  ['stopped', ['Stopped', 'Exited', 'Killed']],
  ['under way', ['Creating', 'Starting', 'Recreate', 'Removing', 'Restarting', 'Killing']],
]

/** What an interrupted command leaves behind; undefined when it had not begun. */
export function leftover({ lines, unfinished, lacking }: View): string | undefined {
  const parts = states.flatMap(([name, words]) => {
    const found = [...lines.values()]
      .filter(({ status }) => words.includes(status))
      .flatMap(({ id }) => nameOf(id) ?? [])
    return found.length === 0 ? [] : [`${name}: ${found.join(', ')}`]
  })
  const left = [...unfinished].flatMap(([subject, steps]) => (steps > 0 ? [withReason(subject, lacking)] : []))
  if (lines.size === 0 && left.length === 0) return undefined
  const rest = left.length === 0 ? [] : [`not done: ${listed(left)}`]
  return ['Interrupted', ...parts, ...rest].join('; ')
}

function withReason(subject: string, lacking: View['lacking']): string {
  const reason = lacking.get(subject)
  return reason === undefined ? subject : `${subject} (${reason})`
}

/** Names of what is not done; of very many the first ones. */
const named = 10

function listed(subjects: readonly string[]): string {
  const more = subjects.length - named
  return more > 1 ? `${subjects.slice(0, named).join(', ')} and ${more} more` : subjects.join(', ')
}

/** Containers by their names; networks and volumes stay behind, too. Undefined for what does not. */
function nameOf(id: string): string | undefined {
  const [, kind, name] = /^(Container|Network|Volume) (.*)$/.exec(id) ?? []
  return kind === undefined || kind === 'Container' ? name : `${kind.toLowerCase()} ${name}`
}
