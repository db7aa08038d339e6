import type { Command } from '../command.ts'

/** Every command that muster has, loaded when it is needed. */
export const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['commit', async () => (await import('./commit.ts')).commit],
  ['config', async () => (await import('./config.ts')).config],
  // What docker compose called it until 2.3x.
  ['convert', async () => (await import('./config.ts')).config],
  ['down', async () => (await import('./down.ts')).down],
  ['export', async () => (await import('./export.ts')).exportCommand],
  ['images', async () => (await import('./images.ts')).images],
  ['logs', async () => (await import('./logs.ts')).logs],
  ['ls', async () => (await import('./ls.ts')).ls],
  ['plan', async () => (await import('./plan.ts')).plan],
  ['port', async () => (await import('./port.ts')).port],
  ['ps', async () => (await import('./ps.ts')).ps],
  ['top', async () => (await import('./top.ts')).top],
  ['up', async () => (await import('./up.ts')).up],
  ['version', async () => (await import('./version.ts')).version],
  ['volumes', async () => (await import('./volumes.ts')).volumes],
])

/** Commands of docker compose 2.40.3 that are refused by name. */
export const unsupported: readonly string[] = [
  'alpha',
  'attach',
  'bridge',
  'build',
  'cp',
  'create',
  'events',
  'exec',
  'kill',
  'pause',
  'publish',
  'pull',
  'push',
  'restart',
  'rm',
  'run',
  'scale',
  'start',
  'stats',
  'stop',
  'unpause',
  'wait',
  'watch',
]
