import { ComposeError, createReport, type Report } from '../source/diagnostic.ts'
import { type SourceFile, sourceFile } from '../source/file.ts'
import { parseYaml } from '../source/parse.ts'
import { requireKeys, wrongType } from './fields.ts'
import { readMarkdown } from './read-markdown.ts'
import { readSteps } from './read-step.ts'
import type { Scenario } from './scenario.ts'
import { plainSettings, readSettings, settingKeys } from './settings.ts'

/** Reads a scenario, YAML or Markdown by its name. Throws a ComposeError with every mistake, each at its place. */
export function readScenario(path: string, text: string): Scenario {
  const report = createReport()
  const file = sourceFile(path, text.replace(/^\ufeff/, ''))
  const scenario = /\.(?:md|markdown|mdx)$/i.test(path) ? readMarkdown(file, report) : readYaml(file, report)
  if (scenario.steps.length === 0 && !hasErrors(report)) {
    const what = /\.(?:md|markdown|mdx)$/i.test(path) ? 'no block to play' : 'no steps'
    report.error('missing-key', `the scenario has ${what}`, { at: { file, start: 0, end: 1 } })
  }
  if (hasErrors(report)) throw new ComposeError(report.diagnostics)
  const writes = scenario.steps.some(({ action }) => action.do === 'write')
  return writes ? { ...scenario, folder: 'empty' } : scenario
}

function hasErrors({ diagnostics }: Report): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}

function readYaml(file: SourceFile, report: Report): Scenario {
  const [root, second] = parseYaml(file, report)
  const nothing = { ...plainSettings, file, steps: [] }
  if (second !== undefined) report.error('several-files', 'a scenario is one document', { at: second.at })
  if (root === undefined) return nothing
  if (root.kind === 'seq') return { ...nothing, steps: readSteps(root, 1, report) }
  if (root.kind !== 'map') return wrongType(root, 'a scenario is a mapping with steps', report) ?? nothing
  requireKeys(root, { known: [...settingKeys, 'steps'], subject: 'a scenario' }, report)
  const settings = readSettings(root, report)
  const steps = root.entries.get('steps')
  return { ...settings, file, steps: steps === undefined ? [] : readSteps(steps.node, 1, report) }
}
