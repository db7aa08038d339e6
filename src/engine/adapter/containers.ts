import type { Containers, EngineVersion } from '../port.ts'
import { listOf, maybe, record, text } from '../transport/form.ts'
import type { Transport } from '../transport/transport.ts'
import { changesOver } from './container-changes.ts'
import { inspectContainer } from './container-detail.ts'
import { listContainers } from './container-list.ts'
import { summariseContainers } from './container-summary.ts'
import { execIn } from './exec.ts'
import { attachTo, logsOf } from './logs.ts'
import { looksOf } from './look-into.ts'
import { processesOver } from './processes.ts'

interface Created {
  readonly Id: string
  readonly Warnings?: readonly string[] | null
}

const created = record<Created>({ Id: text, Warnings: maybe(listOf(text)) })

/** Containers over HTTP. Calls whose aim is reached already are no errors (a stopped container stops, a gone one goes). */
export function containersOf(transport: Transport, version: () => Promise<EngineVersion>): Containers {
  return {
    ...looksOf(transport),
    ...changesOver(transport),
    ...processesOver(transport, version),
    list: (labels) => listContainers(transport, labels),
    summaries: (labels) => summariseContainers(transport, labels),
    inspect: (container) => inspectContainer(transport, container),
    create: (...asked) => createContainer(transport, ...asked),
    putArchive: (...asked) => putArchive(transport, ...asked),
    logs: (container, options) => logsOf(transport, container, options),
    attach: (container, signal, options) => attachTo(transport, container, { ...options, signal }),
    exec: (container, options) => execIn(transport, container, options),
  }
}

async function createContainer(
  transport: Transport,
  ...[name, body, { platform, onWarning }]: Parameters<Containers['create']>
): ReturnType<Containers['create']> {
  const operation = `create container ${name}`
  const request = { operation, method: 'POST', path: '/containers/create', query: { name, platform }, body } as const
  const { Id, Warnings } = await transport.json(request, created)
  for (const text of Warnings ?? []) onWarning?.(text)
  return Id
}

async function putArchive(
  transport: Transport,
  ...[container, path, tar]: Parameters<Containers['putArchive']>
): ReturnType<Containers['putArchive']> {
  const operation = `copy into ${container}:${path}`
  const at = `/containers/${encodeURIComponent(container)}/archive`
  await transport.answer({ operation, method: 'PUT', path: at, query: { path }, tar })
}
