import { plainText } from '../../render/visible.ts'
import { boolean, type Command, defineCommand, list, string } from '../command.ts'
import { formatPs } from '../format/ps-format.ts'
import { UsageError } from '../usage-error.ts'

export const ps: Command = defineCommand({
  id: 'ps',
  summary: 'List containers',
  args: '[SERVICE...]',
  flags: {
    all: boolean('Show all stopped containers, and those of one-off commands', { char: 'a' }),
    filter: string('Filter services by a property: status=STATE', { placeholder: 'KEY=VALUE' }),
    format: string('Output as `table`, `table TEMPLATE`, `json` or TEMPLATE', { placeholder: 'FORMAT' }),
    'no-trunc': boolean("Don't truncate output"),
    orphans: boolean('Include services that the project does not declare', { default: true }),
    quiet: boolean('Only display IDs', { char: 'q' }),
    services: boolean('Display services'),
    status: list('Filter services by status: paused, restarting, removing, running, dead, created, exited', {
      placeholder: 'STATE',
    }),
  },
  run: async ({ flags, args }, { project, world, terminal }) => {
    const states = [...flags.status, ...statusOf(flags.filter)]
    const { ps: find } = await import('../../api/ps.ts')
    const orphans = flags.orphans ? 'show' : 'hide'
    const found = await find({ ...project, services: args, all: flags.all, states, orphans }, world())
    const write = (lines: readonly string[]): void => lines.forEach((line) => terminal.out.write(`${line}\n`))
    if (flags.quiet) write(found.map(({ id }) => id))
    // Without any there is an empty line (docker compose 2.40.3).
    else if (flags.services) write([namesOf(found, terminal.out).join('\n')])
    else terminal.out.write(formatPs(found, flags.format ?? 'table', { trunc: !flags['no-trunc'], now: Date.now() }))
    return 0
  },
})

/** Labels can hold anything: a terminal gets nothing that it would obey (S9). */
function namesOf(
  found: readonly { readonly service: string }[],
  { tty }: { readonly tty: boolean },
): readonly string[] {
  const names = [...new Set(found.map(({ service }) => service))]
  return tty ? names.map(plainText) : names
}

/** `--filter status=X`, the only one that docker compose has. */
function statusOf(filter: string | undefined): readonly string[] {
  if (filter === undefined || filter === '') return []
  const [key, value] = filter.split('=', 2)
  if (value === undefined) throw new UsageError('arguments to --filter should be in form KEY=VAL')
  if (key === 'source') throw new UsageError('not implemented')
  if (key !== 'status') throw new UsageError(`unknown filter ${key}`)
  return [value]
}
