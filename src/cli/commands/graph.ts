import type { ServiceGraph } from '../../api/graph.ts'
import { boolean, type Command, defineCommand, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

const formats = ['text', 'mermaid', 'dot', 'svg', 'json'] as const

type Format = (typeof formats)[number]

export const graph: Command = defineCommand({
  id: 'graph',
  summary: 'Show the services, what they need, and how they are',
  description:
    'Services with the conditions under which they start, their networks and volumes, and the states of their containers; with SERVICE only those and what they need. Where no engine answers, the model alone.',
  args: '[SERVICE...]',
  flags: {
    format: string('Format of the output', { options: formats }),
    model: boolean('Show the model alone, and ask no engine'),
  },
  run: async ({ flags, args }, { project, world, terminal }) => {
    const { format = 'text' } = flags
    const known = formats.find((one) => one === format)
    if (known === undefined)
      throw new UsageError(`unsupported format ${JSON.stringify(format)}`, 'write text, mermaid, dot, svg or json')
    const { graph: find } = await import('../../api/graph.ts')
    const states = flags.model ? 'model' : 'live'
    terminal.out.write(await textOf(await find({ ...project, services: args, states }, world()), known))
    return 0
  },
})

async function textOf(found: ServiceGraph, format: Format): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../../render/drawing/text.ts')).graphText(found)
    case 'mermaid':
      return (await import('../../render/drawing/mermaid.ts')).graphMermaid(found)
    case 'dot':
      return (await import('../../render/drawing/dot.ts')).graphDot(found)
    case 'svg':
      return (await import('../../render/drawing/svg.ts')).graphSvg(found)
    case 'json':
      return `${JSON.stringify(found, null, 2)}\n`
  }
}
