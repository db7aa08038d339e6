import { boolean, type Command, defineCommand, int } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const alphaViz: Command = defineCommand({
  id: 'alpha viz',
  summary: 'Generate a graphviz graph from your compose file',
  flags: {
    image: boolean("Include service's image name in output graph"),
    'indentation-size': int('Number of tabs or spaces to use for indentation', { placeholder: 'N' }),
    networks: boolean("Include service's attached networks in output graph"),
    ports: boolean("Include service's exposed ports in output graph"),
    spaces: boolean('Indent with spaces, and not with tabs'),
  },
  run: async ({ flags }, { project, loading, terminal }) => {
    const { image, networks, ports } = flags
    const size = flags['indentation-size'] ?? 1
    if (size < 0) throw new UsageError(`invalid indentation size: ${size}`)
    const { viz } = await import('../../api/viz.ts')
    const indent = (flags.spaces ? ' ' : '\t').repeat(size)
    // The empty line at the end is docker compose's.
    terminal.out.write(`${await viz(project, { image, networks, ports, indent }, loading)}\n`)
    return 0
  },
})
