import type { VolumeDetail } from '../../api/volumes.ts'
import { boolean, type Command, defineCommand, string } from '../command.ts'
import { formatRows, type RowFormat } from '../format/format-rows.ts'
import { type Struct, struct } from '../format/go-template.ts'

export const volumes: Command = defineCommand({
  id: 'volumes',
  summary: 'List volumes',
  args: '[SERVICE...]',
  flags: {
    format: string('Output as `table`, `table TEMPLATE`, `json` or TEMPLATE', { placeholder: 'FORMAT' }),
    quiet: boolean('Only display volume names', { char: 'q' }),
  },
  run: async ({ flags, args }, { project, world, terminal }) => {
    const { volumes: find } = await import('../../api/volumes.ts')
    const found = await find({ ...project, services: args }, world())
    const format = flags.format ?? 'table'
    // With a template, `-q` is for the table alone (docker compose 2.40.3).
    const names = found.map(({ name }) => `${name}\n`).join('')
    terminal.out.write(flags.quiet ? names : formatRows(found.map(row), format, look))
    return 0
  },
})

const notKnown = 'N/A'

/** Fields of docker's formatter for volumes, in the order of its JSON. */
function row({ name, driver, mountpoint, scope, labels }: VolumeDetail): Struct {
  const list = [...labels].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${value}`)
  return struct({
    type: '*formatter.volumeContext',
    fields: {
      Availability: notKnown,
      Driver: driver,
      Group: notKnown,
      Labels: list.join(','),
      Links: notKnown,
      Mountpoint: mountpoint,
      Name: name,
      Scope: scope,
      Size: notKnown,
      Status: notKnown,
    },
    methods: { Label: (key = '') => labels.get(key) ?? '' },
  })
}

const look: RowFormat = {
  table: '{{.Driver}}\t{{.Name}}',
  raw: 'name: {{.Name}}\ndriver: {{.Driver}}\n',
  headers: { Name: 'VOLUME NAME' },
  columns: ['Availability', 'Driver', 'Group', 'Labels', 'Links', 'Mountpoint', 'Name', 'Scope', 'Size', 'Status'],
}
