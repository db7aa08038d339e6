import type { PublishOptions } from '../../api/publish.ts'
import type { World } from '../../api/world/world.ts'
import { boolean, type Command, defineCommand, string } from '../command.ts'
import type { Context } from '../session/context.ts'
import { UsageError } from '../usage-error.ts'

export const publish: Command = command('publish')

/** What docker compose calls it, too. */
export const alphaPublish: Command = command('alpha publish')

function command(id: string): Command {
  return defineCommand({
    id,
    summary: 'Publish the project to a registry',
    description:
      'Sends the images that are built here, and the compose files as an OCI artifact, which `-f oci://REPOSITORY` uses anywhere. Prints its digest.',
    args: 'REPOSITORY[:TAG]',
    flags: {
      app: boolean('Publish the referenced images, too'),
      'oci-version': string('Version of the OCI specification (default: what the registry takes)'),
      'resolve-image-digests': boolean('Pin image tags to digests'),
      'with-env': boolean('Publish env files, too'),
      yes: boolean('Answer yes to all questions', { char: 'y', aliases: ['y'] }),
    },
    run: async ({ flags, args }, context) => {
      if (flags.app)
        throw new UsageError(
          `${id} --app is not supported by muster yet`,
          'publish without it; images keep the names that they are pulled by',
        )
      const [repository = ''] = args
      if (args.length !== 1)
        throw new UsageError(`requires 1 arg(s), received ${args.length}`, `muster ${id} [OPTIONS] REPOSITORY[:TAG]`)
      const world = context.world()
      const { publish: send } = await import('../../api/publish.ts')
      const digest = await send(
        {
          ...context.project,
          services: [],
          repository,
          ...versionOf(flags['oci-version']),
          environment: flags['with-env'] ? 'send' : 'keep',
          digests: flags['resolve-image-digests'] ? 'resolve' : 'leave',
          ...(flags.yes ? {} : { agree: asker(context, world) }),
          act: context.dryRun ? 'show' : 'publish',
        },
        world,
      )
      if (digest !== undefined) context.terminal.out.write(`${digest}\n`)
      return 0
    },
  })
}

function versionOf(text: string | undefined): Pick<PublishOptions, 'ociVersion'> {
  if (text === undefined || text === '') return {}
  if (text === '1.0' || text === '1.1') return { ociVersion: text }
  throw new UsageError(`unsupported OCI version: ${text}`, 'use 1.0 or 1.1')
}

function asker({ terminal }: Context, { signal }: World): PublishOptions['agree'] & {} {
  return async (questions) => {
    const { confirm } = await import('../terminal/confirm.ts')
    const answers = await confirm(questions, { terminal, stdin: process.stdin, signal, until: 'first-no' })
    return answers.every(Boolean)
  }
}
