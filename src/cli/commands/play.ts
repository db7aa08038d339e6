import { boolean, type Command, defineCommand, int, list, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const play: Command = defineCommand({
  id: 'play',
  summary: 'Play a scenario on a copy of the project: a demo for people, a test with --ci, a recording with --record',
  description:
    'FILE is a scenario in YAML, or a Markdown file whose blocks of commands are played. Enter or space goes on, q leaves; whatever happens, nothing of the copy is left. Exits 4 when a step does not give what is written.',
  args: 'FILE',
  minArgs: 1,
  flags: {
    ci: boolean('Play without pauses, check everything, and say what was done'),
    record: list('Write what is played to a file: .cast (asciicast v2), .svg or .html; the same bytes each time', {
      placeholder: 'FILE',
    }),
    seed: int('What the times of keys and of recordings are made from', { placeholder: 'N' }),
    speed: string('How fast to type, 1 being a person', { placeholder: 'FACTOR' }),
    yes: boolean('Wait for no keys', { char: 'y' }),
  },
  run: async ({ flags, args }, context) => {
    const { runPlay } = await import('../play/run-play.ts')
    const [file = '', ...more] = args
    if (more.length > 0) throw new UsageError(`play takes one file, and ${args.length} were given`)
    return await runPlay(file, flags, context)
  },
})
