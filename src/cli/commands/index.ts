import type { Command } from '../command.ts'

/** Every command that muster has, loaded when it is needed. */
export const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['alpha generate', async () => (await import('./alpha-generate.ts')).alphaGenerate],
  ['alpha viz', async () => (await import('./alpha-viz.ts')).alphaViz],
  ['attach', async () => (await import('./attach.ts')).attach],
  ['build', async () => (await import('./build.ts')).build],
  ['commit', async () => (await import('./commit.ts')).commit],
  ['completion', async () => (await import('./completion.ts')).completion],
  ['config', async () => (await import('./config.ts')).config],
  // What docker compose called it until 2.3x.
  ['convert', async () => (await import('./config.ts')).config],
  ['cp', async () => (await import('./cp.ts')).cp],
  ['create', async () => (await import('./create.ts')).create],
  ['down', async () => (await import('./down.ts')).down],
  ['events', async () => (await import('./events.ts')).events],
  ['exec', async () => (await import('./exec.ts')).exec],
  ['explain', async () => (await import('./explain.ts')).explain],
  ['export', async () => (await import('./export.ts')).exportCommand],
  ['images', async () => (await import('./images.ts')).images],
  ['kill', async () => (await import('./kill.ts')).kill],
  ['logs', async () => (await import('./logs.ts')).logs],
  ['ls', async () => (await import('./ls.ts')).ls],
  ['pause', async () => (await import('./pause.ts')).pause],
  ['plan', async () => (await import('./plan.ts')).plan],
  ['plugin install', async () => (await import('./plugin-install.ts')).pluginInstall],
  ['plugin uninstall', async () => (await import('./plugin-uninstall.ts')).pluginUninstall],
  ['port', async () => (await import('./port.ts')).port],
  ['ps', async () => (await import('./ps.ts')).ps],
  ['pull', async () => (await import('./pull.ts')).pull],
  ['push', async () => (await import('./push.ts')).push],
  ['restart', async () => (await import('./restart.ts')).restart],
  ['rm', async () => (await import('./rm.ts')).rm],
  ['run', async () => (await import('./run.ts')).run],
  ['scale', async () => (await import('./scale.ts')).scale],
  ['start', async () => (await import('./start.ts')).start],
  ['stats', async () => (await import('./stats.ts')).stats],
  ['stop', async () => (await import('./stop.ts')).stop],
  ['top', async () => (await import('./top.ts')).top],
  ['unpause', async () => (await import('./unpause.ts')).unpause],
  ['up', async () => (await import('./up.ts')).up],
  ['version', async () => (await import('./version.ts')).version],
  ['volumes', async () => (await import('./volumes.ts')).volumes],
  ['wait', async () => (await import('./wait.ts')).wait],
])

/** Commands of docker compose 2.40.3 that are refused by name. */
export const unsupported: readonly string[] = ['alpha', 'bridge', 'publish', 'watch']
