import type { ObservedVolume } from '../../plan/observed.ts'
import type { Volumes } from '../port.ts'
import { type Form, listOf, mapOf, maybe, record, text } from '../transport/form.ts'
import type { Transport } from '../transport/transport.ts'
import { asMap } from './as-map.ts'

interface Listed {
  readonly Name: string
  readonly Labels: Readonly<Record<string, string>> | null
  readonly CreatedAt?: string | null
}

interface Detailed extends Listed {
  readonly Driver?: string | null
  readonly Mountpoint?: string | null
  readonly Scope?: string | null
  readonly Options?: Readonly<Record<string, string>> | null
}

// Most commands see every volume of the engine: of those no more is looked at than is read.
const listedFields = { Name: text, Labels: maybe(mapOf(text)), CreatedAt: maybe(text) }

const listed = record<Listed>(listedFields)

const detailed = record<Detailed>({
  ...listedFields,
  Driver: maybe(text),
  Mountpoint: maybe(text),
  Scope: maybe(text),
  Options: maybe(mapOf(text)),
})

type Filters = Readonly<Record<string, readonly string[]>>

/** Volumes over HTTP. */
export function volumesOf(transport: Transport): Volumes {
  const find = async <T>(form: Form<T>, filters?: Filters): Promise<readonly T[]> => {
    const found = record<{ readonly Volumes: readonly T[] | null }>({ Volumes: maybe(listOf(form)) })
    const query = { filters: filters && JSON.stringify(filters) }
    const request = { operation: 'list volumes', method: 'GET', path: '/volumes', query, early: true } as const
    return (await transport.json(request, found)).Volumes ?? []
  }
  const list = async (filters?: Filters): Promise<readonly ObservedVolume[]> =>
    (await find(listed, filters)).map(observed)
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
      (await find(detailed, { label: labels })).map((volume) => ({
        ...observed(volume),
        driver: volume.Driver ?? '',
        mountpoint: volume.Mountpoint ?? '',
        scope: volume.Scope ?? '',
        plain: Object.keys(volume.Options ?? {}).length === 0,
        fleeting: volume.Driver === 'local' && volume.Options?.['type'] === 'tmpfs',
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
