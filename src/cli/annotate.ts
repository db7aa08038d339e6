import type { Context } from './context.ts'

/** Tells GitHub Actions where a failure comes from, beside what people read; reporters that were asked for do it themselves. */
export async function annotate(error: unknown, { env, terminal }: Pick<Context, 'env' | 'terminal'>): Promise<void> {
  const asked = env.get('MUSTER_DIAGNOSTICS') ?? ''
  if (env.get('GITHUB_ACTIONS') !== 'true' || asked !== '') return
  const { findingsOf } = await import('../render/diagnostics/finding.ts')
  const { githubReporter } = await import('../render/diagnostics/github.ts')
  const cwd = process.cwd()
  const reporter = githubReporter({ cwd, workspace: env.get('GITHUB_WORKSPACE') || undefined, version: '' })
  for (const finding of findingsOf(error, cwd)) terminal.err.write(reporter.add(finding))
}
