import { basename } from 'node:path'

/**
 * What the docker command line tells its plugins by (docker/cli 28, observed). Not for what a plugin starts: a buildx that sees
 * it takes itself for a plugin that docker called, and answers with docker's help. docker compose 2.40.3 leaves it out as well.
 */
export const calledByDocker = 'DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND'

/**
 * The arguments of a muster that is called by another name, a link: `docker-compose` speaks as docker compose does, and
 * `docker-compose` and `docker-muster` in a folder of plugins answer the docker command line. That docker is the caller is
 * told as docker compose 2.40.3 tells it: by docker's variable, or the question what the plugin is.
 */
export function calledAs(
  program: string | undefined,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const [, name] = /^docker-(compose|muster)$/.exec(basename(program ?? '')) ?? []
  if (name === undefined || argv[0]?.startsWith('__plugin=') === true) return argv
  const isPlugin = (env[calledByDocker] ?? '') !== '' || argv[0] === 'docker-cli-plugin-metadata'
  if (isPlugin) return [`__plugin=${name}`, ...argv]
  return name === 'muster' || argv[0]?.startsWith('__') === true ? argv : ['--speak-as', 'compose', ...argv]
}
