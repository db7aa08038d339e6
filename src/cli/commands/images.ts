import type { UsedImage } from '../../api/images.ts'
import { boolean, type Command, defineCommand, string } from '../command.ts'
import { humanDuration } from '../format/go-duration.ts'
import { humanSize } from '../format/go-size.ts'
import { listTable, readListFormat } from '../format/list-format.ts'

export const images: Command = defineCommand({
  id: 'images',
  summary: 'List images used by the created containers',
  args: '[SERVICE...]',
  flags: {
    format: string('Format of the output', { options: ['table', 'json'] }),
    quiet: boolean('Only display IDs', { char: 'q' }),
  },
  run: async ({ flags, args }, { project, world, terminal }) => {
    const format = readListFormat(flags.format)
    const { images: find } = await import('../../api/images.ts')
    const found = await find({ ...project, services: args }, world())
    if (flags.quiet) {
      for (const id of new Set(found.map((image) => image.id.replace('sha256:', '')))) terminal.out.write(`${id}\n`)
    } else if (format === 'json') {
      // The empty line is docker compose's, and so is the null for no image at all.
      terminal.out.write(`${JSON.stringify(found.length === 0 ? null : found.map(entry))}\n\n`)
    } else {
      terminal.out.write(listTable([header, ...found.map((image) => row(image, Date.now()))]))
    }
    return 0
  },
})

const header = ['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM', 'IMAGE ID', 'SIZE', 'CREATED']

function row(image: UsedImage, now: number): readonly string[] {
  const { container, repository, tag, platform, id, size, taggedAt } = image
  const ago = taggedAt === undefined ? 'N/A' : `${humanDuration((now - Date.parse(taggedAt)) / 1000)} ago`
  const short = id.replace('sha256:', '').slice(0, 12)
  return [container, repository || '<none>', tag || '<none>', platform, short, humanSize(size), ago]
}

/** Keys and their order as docker compose 2.40.3 prints them. */
function entry({ id, container, repository, tag, platform, size, taggedAt }: UsedImage): object {
  const fields = { ID: id, ContainerName: container, Repository: repository, Tag: tag, Platform: platform, Size: size }
  return taggedAt === undefined ? fields : { ...fields, LastTagTime: taggedAt }
}
