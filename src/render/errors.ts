import { type ExplainedFailure, UpFailed } from '../plan/up-failed.ts'
import { codeOf, type DiagnosticKind, diagnosticKinds } from '../source/codes.ts'
import { ComposeError, type Diagnostic } from '../source/diagnostic.ts'
import { byPlace, formatDiagnostic, type FrameOptions, placeText } from '../source/frame.ts'
import { paint } from './style.ts'
import { plainLines, plainText } from './visible.ts'

/** Everything that went wrong, for people: what, where, why, what to do. Never a stack, never a line break at the end. */
export function describe(error: unknown, options: FrameOptions): string {
  if (error instanceof ComposeError)
    return byPlace(error.diagnostics)
      .map((it) => formatDiagnostic(it, options))
      .join('\n')
  if (error instanceof UpFailed) return describeFailures(error, options)
  if (!(error instanceof Error)) return plainText(String(error))
  const fix = 'fix' in error && typeof error.fix === 'string' ? `\nfix: ${error.fix}` : ''
  const kind = kindOfError(error)
  const [first = '', ...more] = plainLines(messageOf(error)).split('\n')
  return [`${first}${kind === undefined ? '' : ` [${codeOf(kind, 'error')}]`}`, ...more].join('\n') + fix
}

/** The kind that an error carries that is neither a mistake in a file nor an explained failure. */
export function kindOfError(error: Error): DiagnosticKind | undefined {
  return 'diagnosticKind' in error ? diagnosticKinds.find((kind) => kind === error.diagnosticKind) : undefined
}

/** What is known about a failure beside its message, line by line. */
export function evidenceOf(failure: ExplainedFailure, options: FrameOptions): readonly string[] {
  const { fix: _, ...fact } = failure
  const [, ...rest] = describeFailure({ ...fact, message: '' }, options).split('\n')
  return rest.map((line) => line.trim())
}

/** One text for machines: `--progress json`. */
export function summarise(error: unknown): string {
  if (error instanceof ComposeError)
    return byPlace(error.diagnostics)
      .filter(isError)
      .map(({ message }) => plainLines(message))
      .join('\n')
  return error instanceof Error ? plainLines(messageOf(error)) : plainText(String(error))
}

/** What the engine says goes by docker's words for that, which scripts search for (2.40.3). */
function messageOf(error: Error): string {
  return 'words' in error && error.words === 'the-engine'
    ? `Error response from daemon: ${error.message}`
    : error.message
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

function describeFailures({ message, failures }: UpFailed, options: FrameOptions): string {
  if (failures.length === 0) return plainLines(message)
  return failures.map((failure) => describeFailure(failure, options)).join('\n')
}

/** The report of asks F1: the fact as docker compose words it, then the evidence. */
function describeFailure(failure: ExplainedFailure, options: FrameOptions): string {
  const { message, kind, at, probe, ready = [], log, blocked, fix, service = '' } = failure
  // What a build printed stands below its first line.
  const [first = '', ...more] = plainLines(message).split('\n')
  const mark = options.color === 'always' ? paint('✘', 'error') : '✘'
  const place = at === undefined ? '' : `  (${placeText(at, options)})`
  const waiting = blocked.map((one) => `${one.service} (waits for ${waitedFor(one, service)})`).join(', ')
  return [
    `${mark} ${first}${place}${kind === undefined ? '' : ` [${codeOf(kind, 'error')}]`}`,
    ...more,
    ...(probe === undefined ? [] : evidence('probe', [`${probe.command}  (${outcome(probe)})`])),
    ...(probe === undefined ? [] : evidence('output', probe.output)),
    ...evidence('ready', ready),
    ...evidence('log', log),
    ...(waiting === '' ? [] : [`  blocked: ${waiting}`]),
    ...(fix === undefined ? [] : [`  fix: ${plainLines(fix)}`]),
  ].join('\n')
}

/** A network or a volume is there or not: that is no condition that a file names. */
function waitedFor({ on, condition }: ExplainedFailure['blocked'][number], service: string): string {
  return condition === undefined ? (on ?? service) : `${on ?? service}: ${condition}`
}

/** The engine counts no failure while the start period lasts. */
function outcome({ failures, exitCode }: ExplainedFailure['probe'] & object): string {
  if (exitCode === 0) return 'succeeded'
  if (failures === 0) return `failed during its start period, exit ${exitCode}`
  return `failed ${failures === 1 ? 'once' : `${failures} times`}, exit ${exitCode}`
}

function evidence(name: string, texts: readonly string[]): readonly string[] {
  return texts.map((text, i) => `    ${(i === 0 ? name : '').padEnd(6)}  ${plainText(text)}`)
}
