import { boolean, type Command, defineCommand } from '../command.ts'
import { humanDuration } from '../format/go-duration.ts'
import { humanSize } from '../format/go-size.ts'
import { listTable } from '../format/list-format.ts'

export const snapshotLs: Command = defineCommand({
  id: 'snapshot ls',
  summary: "List the project's snapshots, oldest first",
  flags: { json: boolean('Print a JSON array') },
  run: async ({ flags }, { project, world, terminal }) => {
    const { listSnapshots } = await import('../../api/snapshot.ts')
    const outside = world()
    const found = await listSnapshots({ ...project, services: [] }, outside)
    if (flags.json) {
      terminal.out.write(`${JSON.stringify(found, undefined, 2)}\n`)
      return 0
    }
    const rows = found.map(({ name, created, bytes, volumes }) => [
      name,
      `${humanDuration((outside.now() - Date.parse(created)) / 1000)} ago`,
      humanSize(bytes),
      volumes.map(({ key }) => key).join(', '),
    ])
    terminal.out.write(listTable([['NAME', 'CREATED', 'SIZE', 'VOLUMES'], ...rows]))
    return 0
  },
})
