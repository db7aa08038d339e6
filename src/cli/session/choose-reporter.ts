import type { Reporter, ReportFormat } from '../../render/diagnostics/report.ts'
import type { Globals } from '../argv/globals.ts'
import { UsageError } from '../usage-error.ts'

/**
 * `--diagnostics` or MUSTER_DIAGNOSTICS; undefined for text. Throws UsageError for another word. What is not for people is
 * loaded only here.
 */
export async function chooseReporter(
  { diagnostics }: Pick<Globals, 'diagnostics'>,
  env: ReadonlyMap<string, string>,
  cwd: string,
): Promise<Reporter | undefined> {
  const format = formatOf(diagnostics ?? env.get('MUSTER_DIAGNOSTICS'))
  if (format === undefined) return undefined
  const { createReporter } = await import('../../render/diagnostics/reporter.ts')
  const { version } = await import('../../api/version.ts')
  return createReporter(format, {
    cwd,
    workspace: env.get('GITHUB_WORKSPACE') || undefined,
    version: version().version,
  })
}

function formatOf(word: string | undefined): ReportFormat | undefined {
  switch (word) {
    case undefined:
    case '':
    case 'text':
      return undefined
    case 'json':
    case 'sarif':
    case 'github':
      return word
    default:
      throw new UsageError(
        `unsupported --diagnostics value ${JSON.stringify(word)}`,
        'use text, json, sarif or github (the variable is MUSTER_DIAGNOSTICS)',
      )
  }
}
