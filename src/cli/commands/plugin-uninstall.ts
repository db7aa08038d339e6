import { type Command, defineCommand, string } from '../command.ts'
import { pluginFolder, pluginPath, type Removal, uninstallPlugin } from '../plugin/plugin-file.ts'
import { readPluginName } from '../plugin/read-plugin-name.ts'

export const pluginUninstall: Command = defineCommand({
  id: 'plugin uninstall',
  summary: 'Take away what `plugin install` made, and put back what was there before',
  flags: { as: string('The name of the plugin (default: both)', { options: ['muster', 'compose'] }) },
  run: async ({ flags }, { env, terminal, dryRun }) => {
    const names = flags.as === undefined ? (['muster', 'compose'] as const) : [readPluginName(flags.as)]
    for (const name of names) {
      if (dryRun) {
        terminal.out.write(`DRY-RUN MODE -  ${pluginPath(pluginFolder(env), name)} would go if muster made it\n`)
        continue
      }
      const what = await uninstallPlugin(pluginFolder(env), name)
      if (what !== 'not there' || flags.as !== undefined) terminal.out.write(`docker ${name}: ${words[what]}\n`)
    }
    return 0
  },
})

const words: Readonly<Record<Removal, string>> = {
  removed: 'removed',
  restored: 'removed; what was there before is back',
  'not there': 'is not installed',
  'not ours': 'is not muster, and stays',
}
