import type { ObservedVolume } from '../../plan/observed.ts'
import type { Volumes } from '../port.ts'
import { listOf, mapOf, maybe, record, text } from '../transport/form.ts'
import type { Transport } from '../transport/transport.ts'
import { asMap } from './as-map.ts'

interface Listed {
  readonly Name: string
  readonly Labels: Readonly<Record<string, string>> | null
  readonly Driver?: string | null
  readonly Mountpoint?: string | null
  readonly Scope?: string | null
  readonly CreatedAt?: string | null
  readonly Options?: Readonly<Record<string, string>> | null
}

const volume = record<Listed>({
  Name: text,
  Labels: maybe(mapOf(text)),
  Driver: maybe(text),
  Mountpoint: maybe(text),
  Scope: maybe(text),
  CreatedAt: maybe(text),
  Options: maybe(mapOf(text)),
})

const found = record<{ readonly Volumes: readonly Listed[] | null }>({ Volumes: maybe(listOf(volume)) })

/** Volumes over HTTP. */
export function volumesOf(transport: Transport): Volumes {
  const find = async (filters?: Readonly<Record<string, readonly string[]>>): Promise<readonly Listed[]> => {
    const query = { filters: filters && JSON.stringify(filters) }
    const request = { operation: 'list volumes', method: 'GET', path: '/volumes', query, early: true } as const
    return (await transport.json(request, found)).Volumes ?? []
  }
  const list = async (filters?: Readonly<Record<string, readonly string[]>>): Promise<readonly ObservedVolume[]> =>
    (await find(filters)).map(observed)
  return {
    list: () => list(),
    named: async (names) => {
      if (names.length === 0) return []
      // The engine's filter is a pattern: `data` also finds `x_database`.
      const wanted = new Set(names)
      return (await list({ name: names })).filter(({ name }) => wanted.has(name))
    },
    labelled: (labels) => list({ label: labels }),
    details: async (labels) =>
      (await find({ label: labels })).map((listed) => ({
        ...observed(listed),
        driver: listed.Driver ?? '',
        mountpoint: listed.Mountpoint ?? '',
        scope: listed.Scope ?? '',
        plain: Object.keys(listed.Options ?? {}).length === 0,
        fleeting: listed.Driver === 'local' && listed.Options?.['type'] === 'tmpfs',
      })),
    create: async (spec) => {
      await transport.answer({
        operation: `create volume ${spec.Name}`,
        method: 'POST',
        path: '/volumes/create',
        body: spec,
      })
    },
    remove: async (volume) => {
      const path = `/volumes/${encodeURIComponent(volume)}`
      await transport.answer({ operation: `remove volume ${volume}`, method: 'DELETE', path, accept: [404] })
    },
  }
}

function observed({ Name, Labels, CreatedAt }: Listed): ObservedVolume {
  const created = Date.parse(CreatedAt ?? '') / 1000
  return { name: Name, labels: asMap(Labels), ...(Number.isNaN(created) ? {} : { created }) }
}
