import type { ObservedNetwork } from '../../plan/observed.ts'
import type { EngineVersion, Networks } from '../port.ts'
import { listOf, mapOf, maybe, record, text } from '../transport/form.ts'
import type { Request, Transport } from '../transport/transport.ts'
import { isOlder } from '../transport/version.ts'
import { asMap } from './as-map.ts'
import { identified } from './identified.ts'

interface Listed {
  readonly Id: string
  readonly Name: string
  readonly Labels: Readonly<Record<string, string>> | null
  readonly Scope?: string | null
  readonly IPAM?: {
    readonly Driver?: string | null
    readonly Config?: readonly { readonly Subnet?: string | null }[] | null
  } | null
}

const networks = listOf(
  record<Listed>({
    Id: text,
    Name: text,
    Labels: maybe(mapOf(text)),
    Scope: maybe(text),
    IPAM: maybe(record({ Driver: maybe(text), Config: maybe(listOf(record({ Subnet: maybe(text) }))) })),
  }),
)

/** Those who are connected, by id. */
interface Connected {
  readonly Containers?: Readonly<Record<string, { readonly Name: string }>> | null
}

const connected = record<Connected>({ Containers: maybe(mapOf(record({ Name: text }))) })

/** Networks over HTTP. */
export function networksOf(transport: Transport, version: () => Promise<EngineVersion>): Networks {
  const act = async (request: Request): Promise<void> => {
    await transport.answer(request)
  }
  const at = (network: string, rest = ''): string => `/networks/${encodeURIComponent(network)}${rest}`
  const listed = async (query: Request['query'] & object = {}): Promise<readonly Listed[]> => {
    const request = { operation: 'list networks', method: 'GET', path: '/networks', early: true, query } as const
    return await transport.json(request, networks)
  }
  return {
    list: async () => (await listed()).map(observed),
    subnets: async () => (await listed()).flatMap(subnetsOf),
    unused: async () => (await listed({ filters: '{"dangling":["true"]}' })).map(({ Name }) => Name),
    create: async (spec) => {
      // Before API 1.44 two networks of one name are refused only when asked for.
      const checked = isOlder((await version()).api, '1.44') ? { ...spec, CheckDuplicate: true } : spec
      const request = {
        operation: `create network ${spec.Name}`,
        method: 'POST',
        path: '/networks/create',
        body: checked,
      } as const
      return (await transport.json(request, identified)).Id
    },
    remove: (network) =>
      act({ operation: `remove network ${network}`, method: 'DELETE', path: at(network), accept: [404] }),
    users: async (network) => {
      const request = { operation: `inspect network ${network}`, method: 'GET', path: at(network) } as const
      const { Containers } = await transport.json(request, connected)
      return Object.values(Containers ?? {}).map(({ Name }) => Name)
    },
    connect: (network, container, endpoint) =>
      act({
        operation: `connect ${container} to network ${network}`,
        method: 'POST',
        path: at(network, '/connect'),
        body: { Container: container, EndpointConfig: endpoint },
      }),
    disconnect: (network, container) =>
      act({
        operation: `disconnect ${container} from network ${network}`,
        method: 'POST',
        path: at(network, '/disconnect'),
        body: { Container: container, Force: true },
      }),
  }
}

function observed(network: Listed): ObservedNetwork {
  const { Id, Name, Labels } = network
  return { id: Id, name: Name, labels: asMap(Labels), subnets: isOfPools(network) ? subnetsOf(network) : [] }
}

/** Networks of a swarm, and those of other address managers, do not share in what the engine gives to its own. */
function isOfPools({ Scope, IPAM }: Listed): boolean {
  return (Scope || 'local') === 'local' && (IPAM?.Driver || 'default') === 'default'
}

function subnetsOf({ IPAM }: Listed): readonly string[] {
  return (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? [])
}
