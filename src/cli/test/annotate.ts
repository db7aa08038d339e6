import type { TestReport } from '../../api/test/report.ts'
import type { Finding } from '../../render/diagnostics/finding.ts'
import { plainText } from '../../render/visible.ts'
import type { Context } from '../session/context.ts'

type Place = Pick<Context, 'env' | 'terminal'>

/** Tells GitHub Actions where a failure comes from, beside what people read; reporters that were asked for do it themselves. */
export async function annotate(error: unknown, place: Place): Promise<void> {
  if (!isGithub(place) || reporterOf(place) !== '') return
  const { findingsOf } = await import('../../render/diagnostics/finding.ts')
  await write(findingsOf(error, process.cwd()), place)
}

/** The same for a test that did not go well: that is no mistake in files, and no reporter tells it. */
export async function annotateTest(report: AnnotatedTest, place: Place): Promise<void> {
  const { verdict, subject, at, redact } = report
  const what = whatOf(verdict)
  if (what === undefined || !isGithub(place) || !['', 'github'].includes(reporterOf(place))) return
  const message = plainText(redact(`test ${subject} ${what}`))
  await write([{ severity: 'error', message, notes: [], ...(at && { at }) }], place)
}

type AnnotatedTest = Pick<TestReport, 'verdict' | 'subject' | 'at' | 'redact'>

function whatOf(verdict: TestReport['verdict']): string | undefined {
  switch (verdict.kind) {
    case 'ended':
      return verdict.exitCode === 0 ? undefined : `failed with exit code ${verdict.exitCode}`
    case 'timed-out':
      return `took longer than ${verdict.seconds} s`
    case 'failed':
    case 'interrupted':
      return undefined
  }
}

function isGithub({ env }: Place): boolean {
  return env.get('GITHUB_ACTIONS') === 'true'
}

function reporterOf({ env }: Place): string {
  return env.get('MUSTER_DIAGNOSTICS') ?? ''
}

async function write(findings: readonly Finding[], { env, terminal }: Place): Promise<void> {
  const { githubReporter } = await import('../../render/diagnostics/github.ts')
  const place = { cwd: process.cwd(), workspace: env.get('GITHUB_WORKSPACE') || undefined, version: '' }
  const reporter = githubReporter(place)
  for (const finding of findings) terminal.err.write(reporter.add(finding))
}
