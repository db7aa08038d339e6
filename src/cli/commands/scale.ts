import { boolean, type Command, defineCommand } from '../command.ts'
import { plainUpFlags } from '../up/flags.ts'
import { UsageError } from '../usage-error.ts'

export const scale: Command = defineCommand({
  id: 'scale',
  summary: 'Scale services',
  args: 'SERVICE=REPLICAS...',
  flags: { 'no-deps': boolean("Don't start linked services") },
  run: async ({ flags, args }, context) => {
    const counts = readReplicas(args)
    const { runUp } = await import('../up/run-up.ts')
    const up = { ...plainUpFlags(), ...flags, detach: true, scale: [...counts].map(([name, n]) => `${name}=${n}`) }
    return await runUp(up, [...counts.keys()], context)
  },
})

/** `web=3`; what is wrong in docker compose's words (2.40.3). Throws UsageError. */
export function readReplicas(args: readonly string[]): ReadonlyMap<string, number> {
  const fix = 'write for instance `scale web=2`'
  if (args.length === 0) throw new UsageError('requires at least 1 arg(s), only received 0', fix)
  return new Map(
    args.map((arg): [string, number] => {
      const [, service = '', count = ''] = /^([^=]*)=(.*)$/.exec(arg) ?? []
      if (service === '' || count === '') throw new UsageError(`invalid scale specifier: ${arg}`, fix)
      if (!/^\+?\d+$/.test(count))
        throw new UsageError(`invalid scale specifier: can't parse replica value as int: ${arg}`, fix)
      return [service, Number(count)]
    }),
  )
}
