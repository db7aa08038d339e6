import type { BuildSpec } from '../../plan/step.ts'

/** What BuildKit's Dockerfile frontend answers to `frontend.lint` (0.15 and newer); what it has nothing of is absent. */
export interface CheckResult {
  readonly warnings?: readonly Warning[] | null
  readonly sources?: readonly { readonly data?: string }[] | null
  readonly buildError?: { readonly message?: string; readonly location?: Location } | null
}

interface Warning {
  readonly ruleName?: string
  readonly url?: string
  readonly detail?: string
  readonly location?: Location
}

interface Location {
  readonly sourceIndex?: number
  readonly ranges?: readonly { readonly start: { readonly line: number } }[]
}

/** Lines of the Dockerfile around what is shown. */
const around = 2

/** The findings as docker buildx prints them, and whether there are none. */
export function checkReport(
  { warnings, sources, buildError }: CheckResult,
  build: BuildSpec,
): { readonly lines: readonly string[]; readonly clean: boolean } {
  const found = [...(warnings ?? [])].toSorted((a, b) => (lineOf(a.location) ?? 0) - (lineOf(b.location) ?? 0))
  const count = found.length + (buildError ? 1 : 0)
  const excerpt = (location: Location | undefined): readonly string[] =>
    excerptOf(sources?.[location?.sourceIndex ?? 0]?.data ?? '', { build, location })
  const summary =
    count === 0
      ? 'Check complete, no warnings found.'
      : `Check complete, ${found.length} ${found.length === 1 ? 'warning has' : 'warnings have'} been found!`
  const told = found.flatMap(({ ruleName = '', url = '', detail = '', location }) => {
    return ['', `WARNING: ${ruleName}${url === '' ? '' : ` - ${url}`}`, detail, ...excerpt(location)]
  })
  const failed = buildError ? ['', `error: ${buildError.message ?? ''}`, ...excerpt(buildError.location)] : []
  return { lines: buildError ? [...told, ...failed] : [summary, ...told], clean: count === 0 }
}

function lineOf(location: Location | undefined): number | undefined {
  return location?.ranges?.[0]?.start.line
}

function excerptOf(
  data: string,
  { build, location }: { readonly build: BuildSpec; readonly location: Location | undefined },
): readonly string[] {
  const marked = new Set(location?.ranges?.map(({ start }) => start.line))
  const line = lineOf(location)
  if (line === undefined) return []
  const name = build.inline === undefined ? (build.dockerfile ?? 'Dockerfile') : 'dockerfile_inline'
  const rule = '--------------------'
  const shown = Buffer.from(data, 'base64').toString('utf8').split('\n')
  const from = Math.max(1, line - around)
  const excerpt = shown.slice(from - 1, Math.max(...marked) + around).map((text, index) => {
    const number = from + index
    return `${String(number).padStart(4)} | ${marked.has(number) ? '>>>' : '   '} ${text}`.trimEnd()
  })
  return [`${name}:${line}`, rule, ...excerpt, rule]
}
