import { ComposeError, type Diagnostic } from '../../source/diagnostic.ts'
import { type Command, defineCommand, list, string } from '../command.ts'
import type { Context } from '../session/context.ts'
import { UsageError } from '../usage-error.ts'

const formats = ['text', 'json', 'sarif', 'github']

export const lint: Command = defineCommand({
  id: 'lint',
  summary: 'Look at the compose file and the Dockerfiles for what tends to hurt later',
  description:
    'Findings have a code (`muster explain L003` tells more), a place and a remedy. `# muster-lint ignore=L003` above a line or at its end silences a rule there, `# muster-lint ignore-file=L003` in the whole file. The exit code is 0 when nothing was found, and 1 for findings and for mistakes in files and on the command line.',
  args: '[SERVICE...]',
  flags: {
    format: string('Format of the output', { options: formats }),
    'ignore-rule': list('Leave out a rule, by code or name', { placeholder: 'RULE', aliases: ['ignore'] }),
    rule: list('Ask only this rule, by code or name', { placeholder: 'RULE' }),
  },
  run: async ({ flags, args }, context) => {
    const { format = 'text' } = flags
    if (!formats.includes(format))
      throw new UsageError(`unsupported format ${JSON.stringify(format)}`, 'write text, json, sarif or github')
    const findings = await found(
      { services: args, rules: words(flags.rule), ignore: words(flags['ignore-rule']), format },
      context,
    )
    context.terminal.out.write(await shown(findings, format, context))
    return findings.length === 0 ? 0 : 1
  },
})

/** A flag may be given several times, and name several with commas. */
function words(given: readonly string[]): readonly string[] {
  return given.flatMap((one) => one.split(',')).map((one) => one.trim())
}

interface Asked {
  readonly services: readonly string[]
  readonly rules: readonly string[]
  readonly ignore: readonly string[]
  readonly format: string
}

/** For programs mistakes in files are findings as others are; people are told as by every command. */
async function found({ format, ...asked }: Asked, { project, loading, emit }: Context): Promise<readonly Diagnostic[]> {
  const { lint: look } = await import('../../api/lint.ts')
  try {
    const { findings, warnings, unseen } = await look({ ...project, ...asked }, loading)
    for (const diagnostic of warnings) emit({ type: 'warning', message: diagnostic.message, diagnostic })
    for (const message of unseen) emit({ type: 'warning', message: `not looked at: ${message}` })
    return findings
  } catch (error) {
    if (format === 'text' || !(error instanceof ComposeError)) throw error
    return error.diagnostics
  }
}

async function shown(findings: readonly Diagnostic[], format: string, context: Context): Promise<string> {
  if (format !== 'text') return await report(findings, format, context)
  const { lintText } = await import('../format/lint-text.ts')
  return await lintText(findings, context)
}

async function report(findings: readonly Diagnostic[], format: string, { env, loading }: Context): Promise<string> {
  const { chooseReporter } = await import('../session/choose-reporter.ts')
  const { findingsOf } = await import('../../render/diagnostics/finding.ts')
  const reporter = await chooseReporter({ diagnostics: format }, env, loading.cwd)
  const all = findings.length === 0 ? [] : findingsOf(new ComposeError(findings), loading.cwd)
  return [...all.map((one) => reporter?.add(one)), reporter?.end()].join('')
}
