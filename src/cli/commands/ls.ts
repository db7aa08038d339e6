import { boolean, type Command, defineCommand, string } from '../command.ts'
import { listTable, readListFormat } from '../format/list-format.ts'
import { UsageError } from '../usage-error.ts'

export const ls: Command = defineCommand({
  id: 'ls',
  summary: 'List running compose projects',
  flags: {
    all: boolean('Show all stopped Compose projects', { char: 'a' }),
    filter: string('Filter by a property: name=REGEX', { placeholder: 'KEY=VALUE' }),
    format: string('Format of the output', { options: ['table', 'json'] }),
    quiet: boolean('Only display project names', { char: 'q' }),
  },
  run: async ({ flags }, { world, terminal }) => {
    const matches = filterOf(flags.filter)
    const format = flags.quiet ? 'table' : readListFormat(flags.format)
    const { ls: find } = await import('../../api/ls.ts')
    const found = (await find({ all: flags.all }, world())).filter(({ name }) => matches(name))
    if (flags.quiet) {
      for (const { name } of found) terminal.out.write(`${name}\n`)
    } else if (format === 'json') {
      const list = found.map(({ name, status, files }) => ({ Name: name, Status: status, ConfigFiles: files }))
      terminal.out.write(`${JSON.stringify(list)}\n`)
    } else {
      const rows = found.map(({ name, status, files }) => [name, status, files])
      terminal.out.write(listTable([['NAME', 'STATUS', 'CONFIG FILES'], ...rows]))
    }
    return 0
  },
})

function filterOf(filter: string | undefined): (name: string) => boolean {
  if (filter === undefined || filter === '') return () => true
  const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(filter) ?? []
  if (!filter.includes('='))
    throw new UsageError(
      `invalid argument ${JSON.stringify(filter)} for "--filter" flag: bad format of filter (expected name=value)`,
    )
  if (key.trim().toLowerCase() !== 'name') throw new UsageError(`invalid filter '${key}'`, 'use `--filter name=REGEX`')
  const text = value.trim()
  try {
    const pattern = new RegExp(text)
    return (name) => name === text || pattern.test(name)
  } catch {
    return (name) => name === text
  }
}
