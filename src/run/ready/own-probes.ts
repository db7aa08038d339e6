import type { ExecResult } from '../../engine/exec-options.ts'
import type { ContainerDetail } from '../../engine/port.ts'
import type { Emit } from '../../events.ts'
import { label } from '../../model/labels.ts'
import { originOf, type Project } from '../../model/project.ts'
import type { ExplainedFailure } from '../../plan/up-failed.ts'
import type { Diagnostic } from '../../source/diagnostic.ts'
import { maskedCommand } from '../../source/mask-command.ts'

/** What muster's own probes have shown so far. */
export interface OwnProbes {
  /** Takes one result. Warns when it shows, for the first time for this container, that the check cannot run at all. */
  readonly note: (detail: ContainerDetail, result: ExecResult) => void
  /** The last probe of a container by its name, in the form of a report. */
  readonly last: (container: string) => ExplainedFailure['probe']
}

export interface Audience {
  readonly emit: Emit
  readonly project: Project
}

/** Collects the results of own probes: the engine's own come late (30 s after the start, unless the file says otherwise). */
export function ownProbes(audience: Audience): OwnProbes {
  const last = new Map<string, ExplainedFailure['probe'] & object>()
  const warned = new Set<string>()
  return {
    note: (detail, { exitCode, output }) => {
      const failures = exitCode === 0 ? 0 : (last.get(detail.name)?.failures ?? 0) + 1
      last.set(detail.name, { command: checkText(detail), failures, exitCode, output: lastLines(output) })
      const obstacle = cannotRun({ exitCode, output })
      if (obstacle === undefined || warned.has(detail.name)) return
      warned.add(detail.name)
      const diagnostic = warning(detail, obstacle, audience.project)
      audience.emit({ type: 'warning', message: diagnostic.message, diagnostic })
    },
    last: (container) => last.get(container),
  }
}

/** The check as it stands in the file, without what may be secret. */
export function checkText({ healthcheck }: Pick<ContainerDetail, 'healthcheck'>): string {
  const [kind = '', ...words] = healthcheck?.test ?? []
  return maskedCommand(kind === 'CMD-SHELL' || kind === 'CMD' ? words : [kind, ...words]).join(' ')
}

const shown = 5

/** The lines of a probe's output that a report shows. */
export function lastLines(output: string): readonly string[] {
  return output
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(-shown)
}

function warning({ name, labels }: ContainerDetail, obstacle: string, project: Project): Diagnostic {
  const service = labels.get(label.service) ?? name
  const at = originOf(project, ['services', service, 'healthcheck'])
  const message = `${service}: its healthcheck cannot run: ${obstacle}`
  const fix = 'use a command that the image has'
  return { severity: 'warning', kind: 'healthcheck', message, notes: [], fix, ...(at === undefined ? {} : { at }) }
}

/**
 * Why a command did not even start: in the engine's words, or in those of the container's shell, which exits 127 for a command
 * that it does not find (POSIX). 126 alone says little: the engine also gives it while a container stops.
 */
export function cannotRun({ exitCode, output }: ExecResult): string | undefined {
  const [, program, reason = ''] = /exec: "([^"]*)": ([^\n]*)/.exec(output) ?? []
  if (exitCode === 126) return /permission denied|exec format error/.test(reason) ? `${program}: ${reason}` : undefined
  if (exitCode !== 127) return undefined
  if (program === undefined) return lastLines(output).at(-1) ?? 'exit 127'
  return reason.startsWith('executable file not found')
    ? `${program}: executable file not found in the image`
    : `${program}: ${reason.replace(/^stat \S+: /, '').replace(/: unknown$/, '')}`
}
