import type { RemoteUse } from '../../api/project/remote-variables.ts'
import type { ProjectOptions } from '../../api/world/world.ts'
import type { Context } from '../session/context.ts'
import { UsageError } from '../usage-error.ts'

/**
 * Tells where a project from elsewhere lies and asks whether its variables are as they should be (docker compose 2.40.3): a
 * no, and only that, ends the command. Throws UsageError then.
 */
export async function agreeRemote(
  project: ProjectOptions,
  { terminal, loading }: Pick<Context, 'terminal' | 'loading'>,
  assume: 'yes' | 'ask',
): Promise<void> {
  if (!project.files.some((file) => /^(oci|git|https?|ssh):\/\//.test(file))) return
  const { remoteUse } = await import('../../api/project/remote-variables.ts')
  const use = await remoteUse(project, loading)
  if (use === undefined) return
  terminal.out.write(`Your compose stack ${JSON.stringify(use.resource)} is stored in ${JSON.stringify(use.folder)}\n`)
  if (assume === 'yes' || use.variables.length === 0) return
  const { confirm } = await import('./confirm.ts')
  // Nothing runs yet that an interrupt would have to wait for.
  const signal = new AbortController().signal
  const asking = { terminal, stdin: process.stdin, signal, silence: 'yes' } as const
  const [answer] = await confirm([question(use)], asking)
  if (answer === false) throw new UsageError('operation cancelled by user')
}

function question({ variables }: RemoteUse): string {
  const header = ['VARIABLE', 'VALUE', 'SOURCE', 'REQUIRED', 'DEFAULT']
  const rows = variables.map((it) => [it.name, it.value, it.source, it.required ? 'yes' : 'no', it.default])
  const whole = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...whole.map((row) => (row[column] ?? '').length)) + 3)
  const lines = whole.map((row) => row.map((cell, i) => (i === 4 ? cell : cell.padEnd(widths[i] ?? 0))).join(''))
  return `\nFound the following variables in configuration:\n${lines.join('\n')}\n\nDo you want to proceed with these variables? [Y/n]: `
}
