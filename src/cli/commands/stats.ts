import type { Usage } from '../../api/stats.ts'
import { checkArguments } from '../argv/argument-count.ts'
import { boolean, type Command, defineCommand, string } from '../command.ts'
import { formatRows, type RowFormat } from '../format/format-rows.ts'
import { humanSize, memorySize } from '../format/go-size.ts'
import { type Struct, struct } from '../format/go-template.ts'

export const stats: Command = defineCommand({
  id: 'stats',
  summary: 'Display a live stream of container(s) resource usage statistics',
  args: '[SERVICE]',
  flags: {
    all: boolean('Show all containers (default shows just running)', { char: 'a' }),
    format: string('Output as `table`, `table TEMPLATE`, `json` or TEMPLATE', { placeholder: 'FORMAT' }),
    'no-stream': boolean('Disable streaming stats and only pull the first result'),
    'no-trunc': boolean('Do not truncate output'),
  },
  run: async ({ flags, args }, { project, world, terminal }) => {
    checkArguments(args, { most: 1 })
    const format = flags.format ?? 'table'
    const follow = !flags['no-stream']
    const cut = flags['no-trunc'] ? 'whole' : 'short'
    const show = (usages: readonly Usage[]): void => {
      const text = formatRows(
        usages.map((usage) => rowOf(usage, cut)),
        format,
        look,
      )
      terminal.out.write(follow ? picture(text) : text)
    }
    // What is wrong with a template is told before anything is asked of the engine.
    formatRows([rowOf(nobody, cut)], format, look)
    const { stats: watch } = await import('../../api/stats.ts')
    await watch({ ...project, services: args, all: flags.all, follow, onUsage: show }, world())
    return 0
  },
})

/** Over the picture before: from the corner, each line cleared to its end, and what was below. */
function picture(text: string): string {
  return `\x1b[H${text.replaceAll('\n', '\x1b[K\n')}\x1b[J`
}

const nobody: Usage = {
  id: '',
  name: '',
  cpu: 0,
  memory: 0,
  memoryLimit: 0,
  memoryShare: 0,
  received: 0,
  sent: 0,
  read: 0,
  written: 0,
  processes: 0,
}

/** Fields of docker's formatter for stats, in the order of its JSON. */
function rowOf(usage: Usage, cut: 'whole' | 'short'): Struct {
  return struct({
    type: '*container.statsContext',
    fields: {
      BlockIO: `${humanSize(usage.read)} / ${humanSize(usage.written)}`,
      CPUPerc: `${usage.cpu.toFixed(2)}%`,
      Container: usage.id,
      ID: cut === 'short' ? usage.id.slice(0, 12) : usage.id,
      MemPerc: `${usage.memoryShare.toFixed(2)}%`,
      MemUsage: `${memorySize(usage.memory)} / ${memorySize(usage.memoryLimit)}`,
      Name: usage.name,
      NetIO: `${humanSize(usage.received)} / ${humanSize(usage.sent)}`,
      PIDs: String(usage.processes),
    },
  })
}

const look: RowFormat = {
  table: '{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}',
  headers: {
    BlockIO: 'BLOCK I/O',
    CPUPerc: 'CPU %',
    ID: 'CONTAINER ID',
    MemPerc: 'MEM %',
    MemUsage: 'MEM USAGE / LIMIT',
    NetIO: 'NET I/O',
  },
  columns: ['BlockIO', 'CPUPerc', 'Container', 'ID', 'MemPerc', 'MemUsage', 'Name', 'NetIO', 'PIDs'],
}
