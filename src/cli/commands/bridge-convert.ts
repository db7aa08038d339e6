import { type Command, defineCommand, list, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const bridgeConvert: Command = defineCommand({
  id: 'bridge convert',
  summary: 'Convert compose files to Kubernetes manifests',
  description: 'Built in: no transformer image is pulled or run.',
  flags: {
    output: string('The output directory for the Kubernetes resources (default out)', {
      char: 'o',
      placeholder: 'DIR',
    }),
    templates: string('Directory containing transformation templates (not supported)', { placeholder: 'DIR' }),
    transformation: list('Transformation to apply to compose model (not supported)', {
      char: 't',
      placeholder: 'IMAGE',
    }),
  },
  run: async ({ flags }, { project, loading, emit, dryRun, terminal }) => {
    const wanted = flags.transformation.length > 0 ? '--transformation' : flags.templates ? '--templates' : undefined
    if (wanted !== undefined)
      throw new UsageError(
        `bridge convert ${wanted} is not supported by muster`,
        '`docker compose bridge convert` runs transformer images; without the flag muster writes Kubernetes manifests',
      )
    const { bridge, writeBridged } = await import('../../api/bridge.ts')
    const made = await bridge(project, loading)
    for (const message of made.notes) emit({ type: 'warning', message })
    const verb = dryRun ? 'would write' : 'wrote'
    const onFile = (path: string): void => terminal.err.write(`${verb} ${path}\n`)
    await writeBridged(made, { folder: flags.output || 'out', onFile, act: dryRun ? 'show' : 'write' }, loading)
    return 0
  },
})
