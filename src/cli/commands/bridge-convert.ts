import { promises as files } from 'node:fs'
import { dirname, join } from 'node:path'
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
    const { bridge } = await import('../../api/bridge.ts')
    const made = await bridge(project, loading)
    for (const message of made.notes) emit({ type: 'warning', message })
    const folder = flags.output || 'out'
    for (const [path, text] of made.files) {
      const file = join(folder, path)
      terminal.err.write(`${dryRun ? 'would write' : 'wrote'} ${file}\n`)
      if (dryRun) continue
      await files.mkdir(dirname(file), { recursive: true })
      // Some hold secrets.
      await files.writeFile(file, text, { mode: path.endsWith('-secrets.yaml') ? 0o600 : 0o644 })
    }
    return 0
  },
})
