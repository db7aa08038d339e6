import { booleanOf } from '../argv/flag-value.ts'
import { boolean, type Command, defineCommand, string } from '../command.ts'
import { stopFlags, stopTimesOf } from '../parts/stop-flags.ts'
import { UsageError } from '../usage-error.ts'

export const down: Command = defineCommand({
  id: 'down',
  summary: 'Stop and remove containers, networks',
  description: 'With --isolate, -v also removes the images that were built for the copy alone.',
  args: '[SERVICE...]',
  flags: {
    'remove-orphans': boolean('Remove containers for services not defined in the Compose file'),
    rmi: string('Remove images used by services; `local` only those without a custom tag', {
      options: ['local', 'all'],
    }),
    ...stopFlags,
    unprotect: boolean('With -v, also remove volumes that the file protects (`x-protect: true`)'),
    volumes: boolean('Remove named volumes declared in the Compose file and anonymous volumes', {
      char: 'v',
      aliases: ['volume'],
    }),
  },
  run: async ({ flags, args }, { project, world, env, dryRun, ...context }) => {
    const removes = flags['remove-orphans'] || booleanOf(env.get('COMPOSE_REMOVE_ORPHANS') ?? '') === true
    const options = {
      ...project,
      services: args,
      orphans: removes ? ('remove' as const) : ('keep' as const),
      volumes: flags.volumes ? ('remove' as const) : ('keep' as const),
      images: imagesOf(flags.rmi),
      unprotect: flags.unprotect,
      ...stopTimesOf(flags),
    }
    const { down: take, downPlan } = await import('../../api/down.ts')
    if (dryRun) {
      const { showDryRun } = await import('../parts/show-plan.ts')
      return showDryRun(await downPlan(options, world()), context)
    }
    await take(options, world())
    return 0
  },
})

function imagesOf(rmi: string | undefined): 'keep' | 'local' | 'all' {
  if (rmi === undefined || rmi === '') return 'keep'
  if (rmi === 'local' || rmi === 'all') return rmi
  throw new UsageError(`invalid value for --rmi: ${JSON.stringify(rmi)}`, 'use `local` or `all`')
}
