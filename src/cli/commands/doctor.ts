import { type Command, defineCommand, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

const formats = ['text', 'json']

export const doctor: Command = defineCommand({
  id: 'doctor',
  summary: 'Look for what keeps the engine, this machine or the project from working',
  description:
    'Which engine answers, and if none does, why; room for networks and images; what is left of earlier commands; and what `up` looks at before it begins. Changes nothing, and works without an engine. Exits 7 where there is a problem, 0 otherwise, also with warnings.',
  args: '[SERVICE...]',
  flags: { format: string('Format of the output', { options: formats }) },
  run: async ({ flags, args }, context) => {
    const { format = 'text' } = flags
    if (!formats.includes(format))
      throw new UsageError(`unsupported format ${JSON.stringify(format)}`, 'write text or json')
    const { doctor: look, verdictOf } = await import('../../api/doctor.ts')
    const findings = await look({ ...context.project, services: args }, context.world())
    const { doctorRecord, doctorText } = await import('../format/doctor-text.ts')
    const verdict = verdictOf(findings)
    const { cwd } = context.loading
    context.terminal.out.write(
      format === 'json'
        ? `${JSON.stringify({ status: verdict, findings: findings.map(doctorRecord) }, null, 2)}\n`
        : doctorText(findings, { cwd, colors: context.colors }),
    )
    return verdict === 'problem' ? 7 : 0
  },
})
