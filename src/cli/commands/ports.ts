import type * as Api from '../../api/endpoints.ts'
import { boolean, type Command, defineCommand } from '../command.ts'
import { listTable } from '../format/list-format.ts'
import { UsageError } from '../usage-error.ts'

export const ports: Command = defineCommand({
  id: 'ports',
  summary: 'List where the ports of running services are reached',
  description:
    'Every published port of what runs of the project, with its host and host port: as a table, as JSON, as lines `MUSTER_PORT_DB_5432=…` for a shell, or as addresses. With --isolate those of the copy.',
  args: '[SERVICE...]',
  flags: {
    env: boolean('Print variables, for instance for `eval` or an env file'),
    json: boolean('Print a JSON array'),
    url: boolean('Print an address for each port'),
  },
  run: async ({ flags, args }, { project, world, terminal }) => {
    const forms = (['env', 'json', 'url'] as const).filter((form) => flags[form])
    if (forms.length > 1) throw new UsageError(`--${forms.join(' and --')} exclude each other`, 'give one of them')
    const api = await import('../../api/endpoints.ts')
    const found = await api.endpoints({ ...project, services: args }, world())
    const [form = 'table'] = forms
    terminal.out.write(textOf(found, form, api))
    return 0
  },
})

function textOf(found: readonly Api.Endpoint[], form: 'env' | 'json' | 'url' | 'table', api: typeof Api): string {
  switch (form) {
    case 'json':
      return `${JSON.stringify(found, undefined, 2)}\n`
    case 'env':
      return [...api.endpointVariables(found)].map(([name, value]) => `${name}=${value}\n`).join('')
    case 'url':
      return found.map((one) => `${api.endpointUrl(one)}\n`).join('')
    case 'table':
      return listTable([['SERVICE', 'REPLICA', 'PORT', 'HOST', 'HOST PORT'], ...found.map(row)])
  }
}

function row({ service, replica, target, protocol, host, port }: Api.Endpoint): readonly string[] {
  return [service, String(replica), `${target}/${protocol}`, host, String(port)]
}
