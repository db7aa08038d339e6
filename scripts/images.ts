import type Docker from 'dockerode'

/** Everything that the examples and the tests name. */
export const usedImages: readonly string[] = [
  'alpine:3.20',
  'alpine:latest',
  'busybox:1.36',
  'busybox:latest',
  'nginx:alpine',
  'node:22-alpine',
  'postgres:16-alpine',
  'python:3.12-slim',
  'redis:7-alpine',
  'registry:2',
]

/** Those of the images that the engine does not have. */
export async function missingImages(docker: Docker, images: readonly string[]): Promise<readonly string[]> {
  const tags = (await docker.listImages()).flatMap((image) => image.RepoTags ?? [])
  // Podman lists full names.
  const present = new Set(tags.map((tag) => tag.replace(/^(docker\.io\/library|localhost)\//, '')))
  return images.filter((image) => !present.has(image))
}

/** Pulls all; false as soon as one cannot be pulled, which on the first means that no registry answers. */
export async function pullAll(docker: Docker, images: readonly string[]): Promise<boolean> {
  for (const image of images) {
    console.error(`pulling ${image}`)
    try {
      await pull(docker, image)
    } catch (error) {
      console.error(`  ${(error as Error).message.trim()}`)
      return false
    }
  }
  return true
}

async function pull(docker: Docker, image: string): Promise<void> {
  const patience = AbortSignal.timeout(300_000)
  const stream = await docker.pull(image, { abortSignal: patience })
  await new Promise<void>((done, fail) => {
    docker.modem.followProgress(stream, (error) => (error ? fail(error) : done()))
  })
}

/** Copies images from one engine to another, whatever they are. */
export async function copyImages(from: Docker, to: Docker, images: readonly string[]): Promise<void> {
  console.error(`copying ${images.join(', ')} from the other engine`)
  const answer = await to.loadImage(await archive(from, images))
  let said = ''
  for await (const chunk of answer) said += String(chunk)
  if (said.includes('"error"')) throw new Error(`the engine did not load the images: ${said}`)
}

/** One archive with the layers that the images share in it once. */
function archive(docker: Docker, names: readonly string[]): Promise<NodeJS.ReadableStream> {
  const request = {
    path: '/images/get?',
    options: { names },
    method: 'GET',
    isStream: true,
    statusCodes: { 200: true },
  }
  return new Promise((done, fail) => {
    docker.modem.dial(request, (error, stream) =>
      error ? fail(error as Error) : done(stream as NodeJS.ReadableStream),
    )
  })
}
