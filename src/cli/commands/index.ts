import type { Command } from '../command.ts'

/** Every command that muster has, loaded when it is needed. */
export const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['config', async () => (await import('./config.ts')).config],
  // What docker compose called it until 2.3x.
  ['convert', async () => (await import('./config.ts')).config],
  ['down', async () => (await import('./down.ts')).down],
  ['logs', async () => (await import('./logs.ts')).logs],
  ['plan', async () => (await import('./plan.ts')).plan],
  ['ps', async () => (await import('./ps.ts')).ps],
  ['up', async () => (await import('./up.ts')).up],
  ['version', async () => (await import('./version.ts')).version],
])

/** Commands of docker compose 2.40.3 that are refused by name. */
export const unsupported: readonly string[] = [
  'alpha',
  'attach',
  'bridge',
  'build',
  'commit',
  'cp',
  'create',
  'events',
  'exec',
  'export',
  'images',
  'kill',
  'ls',
  'pause',
  'port',
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
  'top',
  'unpause',
  'volumes',
  'wait',
  'watch',
]
