import type { ContainerEvent } from '../../api/events.ts'
import { plainText } from '../../render/visible.ts'
import { boolean, type Command, defineCommand, string } from '../command.ts'
import { microTime, rfc3339Nano } from '../format/go-time.ts'

export const events: Command = defineCommand({
  id: 'events',
  summary: 'Receive real time events from containers',
  args: '[SERVICE...]',
  flags: {
    json: boolean('Output events as a stream of json objects'),
    since: string('Show all events created since timestamp', { placeholder: 'TIME' }),
    until: string('Stream events until this timestamp', { placeholder: 'TIME' }),
  },
  run: async ({ flags, args }, { project, world, terminal }) => {
    const { events: listen } = await import('../../api/events.ts')
    const show = flags.json ? jsonEvent : plainEvent
    const options = {
      ...project,
      services: args,
      onEvent: (event: ContainerEvent) => terminal.out.write(show(event)),
      ...(flags.since === undefined ? {} : { since: flags.since }),
      ...(flags.until === undefined ? {} : { until: flags.until }),
    }
    await listen(options, world())
    return 0
  },
})

/** The empty line after each is docker compose's (2.40.3). */
function plainEvent({ timeNano, action, container, attributes }: ContainerEvent): string {
  const list = [...attributes].map(([key, value]) => `${key}=${value}`).join(', ')
  return `${plainText(`${microTime(timeNano)} container ${action} ${container} (${list})`)}\n\n`
}

function jsonEvent({ timeNano, service, container, action, attributes }: ContainerEvent): string {
  const fields = { action, attributes: Object.fromEntries(attributes), id: container, service }
  return `${JSON.stringify({ ...fields, time: rfc3339Nano(timeNano), type: 'container' })}\n`
}
