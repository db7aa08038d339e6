import { type VariableUse, variablesOf } from '../../attributes/grammar/interpolate.ts'
import { loadModel } from '../../load/load.ts'
import type { LoadOptions, LoadWorld } from '../../load/options.ts'
import { bytewise } from '../../model/json.ts'
import type { Diagnostic } from '../../source/diagnostic.ts'
import { withEntry } from '../../source/node.ts'

/** How `config --variables` prints. */
export type VariablesFormat = 'table' | 'json'

/** The variables that the files name, in name order, as a table or as JSON (observed layout: cells of 20, four spaces). */
export async function configVariables(
  options: LoadOptions,
  format: VariablesFormat,
  world: LoadWorld,
): Promise<{ readonly text: string; readonly warnings: readonly Diagnostic[] }> {
  const raw = { ...options, interpolate: false, normalize: false, resolvePaths: false }
  const { tree, warnings } = await loadModel(raw, world)
  // The project's name is fixed before, so that its variables are not among them (2.40.3).
  const uses = [...variablesOf(withEntry(tree, 'name', undefined))].sort((a, b) => bytewise(a.name, b.name))
  return { text: format === 'json' ? json(uses) : table(uses), warnings }
}

function json(uses: readonly VariableUse[]): string {
  const byName = uses.map((use): [string, object] => [
    use.name,
    { Name: use.name, DefaultValue: use.default, PresenceValue: use.alternate, Required: use.required },
  ])
  // docker compose 2.40.3 ends with an empty line.
  return `${JSON.stringify(Object.fromEntries(byName), null, 4)}\n\n`
}

function table(uses: readonly VariableUse[]): string {
  const rows = uses.map((use) => [use.name, String(use.required), use.default, use.alternate])
  const whole = [['NAME', 'REQUIRED', 'DEFAULT VALUE', 'ALTERNATE VALUE'], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(20, ...whole.map((row) => (row[column]?.length ?? 0) + 3)))
  return whole.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')}\n`).join('')
}
