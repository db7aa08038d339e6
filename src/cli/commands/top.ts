import type { ContainerProcesses } from '../../api/top.ts'
import { type Command, defineCommand } from '../command.ts'
import { listTable } from '../format/list-format.ts'

export const top: Command = defineCommand({
  id: 'top',
  summary: 'Display the running processes',
  args: '[SERVICES...]',
  flags: {},
  run: async ({ args }, { project, world, terminal }) => {
    const { top: find } = await import('../../api/top.ts')
    terminal.out.write(processTable(await find({ ...project, services: args }, world())))
    return 0
  },
})

/** One table for all: columns in the order in which they first appear, the command last (docker compose 2.40.3). */
export function processTable(containers: readonly ContainerProcesses[]): string {
  const titles = [...new Set(containers.flatMap((container) => container.titles))]
  const command = titles.indexOf('CMD')
  const last = titles.length - 1
  // It changes places with the last one.
  if (command !== -1) [titles[command], titles[last]] = [titles[last] ?? '', 'CMD']
  const rows = containers.flatMap(({ service, number, titles: own, processes }) =>
    processes.map((process) => [
      service,
      String(number),
      ...titles.map((title) => (own.includes(title) ? (process[own.indexOf(title)] ?? '-') : '-')),
    ]),
  )
  return rows.length === 0 ? '' : listTable([['SERVICE', '#', ...titles], ...rows], { least: 4, gap: 2 })
}
