import type { Metafile } from 'esbuild'

/**
 * What everyday commands load: the commands themselves, and the modules that they import only when they need them, which an
 * up, a down or a look at what runs does. A module too few costs those commands the reading of another file, one too many
 * each command the reading of that module; `test/engine/core/everyday.test.ts` sees to the former.
 */
const roots = [
  'src/cli/main.ts',
  ...['config', 'down', 'exec', 'logs', 'ps', 'restart', 'run', 'start', 'stop', 'up', 'version'].map(
    (name) => `src/cli/commands/${name}.ts`,
  ),
  'src/api/config.ts',
  'src/api/container/unapplied.ts',
  'src/api/down.ts',
  'src/api/exec.ts',
  'src/api/execution/carry-out.ts',
  'src/api/execution/kept-history.ts',
  'src/api/execution/kept-timeline.ts',
  'src/api/execution/note-endings.ts',
  'src/api/lifecycle.ts',
  'src/api/logs.ts',
  'src/api/ps.ts',
  'src/api/run.ts',
  'src/api/up.ts',
  'src/api/up/recall.ts',
  'src/api/up/stale.ts',
  'src/api/version.ts',
  'src/cli/one-off/run-one-off.ts',
  'src/cli/session/seat.ts',
  'src/cli/terminal/agree-remote.ts',
  'src/cli/up/run-up.ts',
  'src/engine/connect.ts',
  'src/engine/docker.ts',
  'src/engine/engine-key.ts',
  'src/engine/transport/modem.ts',
  'src/plan/history.ts',
  'src/plan/timeline.ts',
  'src/plan/up.ts',
  'src/plan/volumes.ts',
  'src/run/ended-by-force.ts',
  'src/run/logs/logs.ts',
  'src/run/preflight/preflight.ts',
  'src/run/project-lock.ts',
  'src/source/parse.ts',
]

/** The outputs (chunks of a split bundle) that everyday commands load. Throws on a root that is no module of the bundle. */
export function everydayOutputs({ outputs }: Metafile): ReadonlySet<string> {
  const found = new Set<string>()
  const reach = (output: string): void => {
    if (found.has(output) || outputs[output] === undefined) return
    found.add(output)
    for (const { path, kind } of outputs[output].imports) if (kind === 'import-statement') reach(path)
  }
  for (const root of roots) reach(outputOf(root, outputs))
  return found
}

function outputOf(module: string, outputs: Metafile['outputs']): string {
  const all = Object.entries(outputs)
  // The chunk of a module that is imported when it is needed may only hand on what another one holds.
  const found =
    all.find(([, { entryPoint }]) => entryPoint === module) ?? all.find(([, { inputs }]) => module in inputs)
  if (found === undefined) throw new Error(`scripts/everyday.ts: ${module} is no module of the bundle`)
  return found[0]
}
