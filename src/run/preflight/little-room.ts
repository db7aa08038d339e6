import type { Disk } from '../../engine/host/disk.ts'

/** Bytes below which images are likely not to fit any more: an image of a few layers is there twice while it is unpacked. */
const [little, hardly] = [2 * 1024 ** 3, 100 * 1024 ** 2]

/** How much room is left on the engine's disk. */
export function roomOn({ free, files }: Disk): 'enough' | 'little' | 'none' {
  const share = files === undefined ? 1 : files.free / files.total
  if (free < hardly || share === 0) return 'none'
  return free < little || share < 0.01 ? 'little' : 'enough'
}

/** `1.2 GiB of 80.0 GiB are free in /var/lib/docker`; of files where those are what is lacking. */
export function roomText({ folder, total, free, files }: Disk): string {
  const isOfFiles = files !== undefined && files.free / files.total < 0.01
  if (isOfFiles) return `${files.free} files more of ${files.total} fit on the disk of ${folder}`
  return `${gibibytes(free)} of ${gibibytes(total)} are free on the disk of ${folder}, where the engine keeps images, volumes and logs`
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`
}

/** In the words of engines and kernels, where there is no room any more. */
export const noRoomLeft: RegExp = /no space left on device/i

/** What to do where a disk is full. */
export const moreRoom =
  "make room on the engine's disk: see what takes it (`docker system df`) and remove what nobody needs (`docker image prune`, `docker builder prune`, `docker volume prune`)"
