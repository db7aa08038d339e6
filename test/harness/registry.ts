import { request } from 'node:http'
import { engineRequest, engineTarget } from './engine.ts'

/** Puts busybox into a registry under a new tag and removes the tag from the engine again. Returns the whole reference. */
export async function pushBusybox(repository: string, tag: string, credentials: object = {}): Promise<string> {
  await engineRequest('POST', `/images/busybox/tag?repo=${repository}&tag=${tag}`)
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  // Padded, or the engine ignores it.
  const headers = { 'X-Registry-Auth': Buffer.from(JSON.stringify(credentials)).toString('base64') }
  let answer = ''
  request({ ...engineTarget(), method: 'POST', path: `/images/${repository}/push?tag=${tag}`, headers }, (response) => {
    response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
    response.on('end', () => resolve(answer))
  })
    .on('error', reject)
    .end()
  const said = await promise
  if (said.includes('errorDetail')) throw new Error(said)
  await engineRequest('DELETE', `/images/${repository}:${tag}`)
  return `${repository}:${tag}`
}

interface InspectedImage {
  readonly Id: string
  readonly Architecture: string
}

/** What the engine knows of an image; undefined where it has none of that name. */
export async function inspectedImage(reference: string): Promise<InspectedImage | undefined> {
  return (await engineRequest('GET', `/images/${reference}/json`)) as InspectedImage | undefined
}

/** Removes images from the engine. */
export async function forgetImages(...references: readonly string[]): Promise<void> {
  for (const reference of references) await engineRequest('DELETE', `/images/${reference}?force=1`)
}
