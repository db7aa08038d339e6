import { type Command, defineCommand, string } from '../command.ts'
import { installPlugin, pluginFolder, pluginPath } from '../plugin/plugin-file.ts'
import { readPluginName } from '../plugin/read-plugin-name.ts'
import { ownPrograms } from '../session/own-programs.ts'

export const pluginInstall: Command = defineCommand({
  id: 'plugin install',
  summary: 'Make muster a plugin of the docker command line: `docker muster`, or `docker compose` with --as compose',
  flags: { as: string('The name of the plugin (default muster)', { options: ['muster', 'compose'] }) },
  run: async ({ flags }, { env, terminal, dryRun }) => {
    const name = readPluginName(flags.as)
    if (dryRun) {
      const path = pluginPath(pluginFolder(env), name)
      terminal.out.write(`DRY-RUN MODE -  ${path} would make muster \`docker ${name}\`; nothing was written\n`)
      return 0
    }
    const path = await installPlugin(pluginFolder(env), name, ownPrograms())
    terminal.out.write(`${path}\n\`docker ${name}\` is muster now; \`muster plugin uninstall\` takes it away\n`)
    return 0
  },
})
