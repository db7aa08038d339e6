import { createCipheriv, createHash } from 'node:crypto'
import * as http from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { GenericContainer } from 'testcontainers'

/** A registry of a test's own on the loopback. */
export interface Registry extends AsyncDisposable {
  /** `127.0.0.1:32768`. */
  readonly host: string
}

/** The account of a registry that has one. The hash is bcrypt of the password: the registry takes no other form. */
export const account = { username: 'me', password: 's3cret' } as const
const accounts = 'me:$2y$05$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK\n'

/** The authority that signed the certificate of a registry with TLS; for SSL_CERT_FILE. */
export const authority: string = fileURLToPath(new URL('../engine/core/certificates/ca.pem', import.meta.url))

/** Starts registry:2; `htpasswd` wants to know who asks, `tls` has a certificate of a private authority. */
export async function startRegistry(kind: 'open' | 'htpasswd' | 'tls' = 'open'): Promise<Registry> {
  const plain = new GenericContainer('registry:2').withExposedPorts(5000)
  const certificates = fileURLToPath(new URL('../engine/core/certificates/', import.meta.url))
  const made =
    kind === 'htpasswd'
      ? plain
          .withEnvironment({
            REGISTRY_AUTH: 'htpasswd',
            REGISTRY_AUTH_HTPASSWD_REALM: 'r',
            REGISTRY_AUTH_HTPASSWD_PATH: '/accounts',
          })
          .withCopyContentToContainer([{ content: accounts, target: '/accounts' }])
      : kind === 'tls'
        ? plain
            .withEnvironment({ REGISTRY_HTTP_TLS_CERTIFICATE: '/t/cert.pem', REGISTRY_HTTP_TLS_KEY: '/t/key.pem' })
            .withCopyDirectoriesToContainer([{ source: certificates, target: '/t' }])
        : plain
  const started = await made.start()
  return {
    host: `127.0.0.1:${started.getMappedPort(5000)}`,
    [Symbol.asyncDispose]: async () => void (await started.stop()),
  }
}

/** What stands before a registry does with a request: `undefined` passes it on. */
export type Interfere = (request: http.IncomingMessage, response: http.ServerResponse, count: number) => boolean

/** A server before an open registry. `interfere` answers a request itself and says so, or lets it pass; `count` begins at 1. */
export async function startBefore(registry: Registry, interfere: Interfere): Promise<Registry> {
  let count = 0
  const [hostname = '', port = ''] = registry.host.split(':')
  const server = http.createServer((request, response) => {
    if (interfere(request, response, ++count)) return
    const onward = http.request({
      hostname,
      port,
      path: request.url,
      method: request.method,
      headers: request.headers,
      agent: false,
    })
    onward.on('error', () => response.destroy())
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** A repository of an open registry. */
export interface Repository {
  readonly host: string
  readonly repository: string
}

/** Puts bytes into a repository of an open registry. */
export async function putBlob(
  { host, repository }: Repository,
  content: Uint8Array,
  type: string,
): Promise<Descriptor> {
  const digest = digestOf(content)
  const begun = await sent(`http://${host}/v2/${repository}/blobs/uploads/`, { method: 'POST' })
  const place = new URL(begun.headers.get('location') ?? '', `http://${host}`)
  place.searchParams.set('digest', digest)
  await sent(place.href, { method: 'PUT', body: Buffer.from(content) })
  return { mediaType: type, digest, size: content.length }
}

/** Puts a manifest or an index; resolves with its description. */
export async function putManifest(
  { host, repository }: Repository,
  tag: string,
  manifest: object,
): Promise<Descriptor> {
  const { mediaType } = manifest as { mediaType: string }
  const body = Buffer.from(JSON.stringify(manifest))
  await sent(`http://${host}/v2/${repository}/manifests/${tag}`, {
    method: 'PUT',
    headers: { 'content-type': mediaType },
    body,
  })
  return { mediaType, digest: digestOf(body), size: body.length }
}

/** An image from scratch for each platform, under one index: one layer with the file `platform` of so many bytes. */
export async function putIndex(
  host: string,
  name: string,
  { platforms, bytes = 20 }: { readonly platforms: readonly string[]; readonly bytes?: number },
): Promise<Descriptor> {
  const [repository = '', tag = 'latest'] = name.split(':')
  const manifests: object[] = []
  for (const platform of platforms) {
    const [os, architecture] = platform.split('/')
    const manifest = await putImage({ host, repository }, { os, architecture, bytes, text: platform })
    manifests.push({ ...manifest, platform: { os, architecture } })
  }
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  return await putManifest({ host, repository }, tag, { schemaVersion: 2, mediaType, manifests })
}

interface Image {
  readonly os: string | undefined
  readonly architecture: string | undefined
  readonly bytes: number
  readonly text: string
}

async function putImage(to: Repository, { os, architecture, bytes, text }: Image): Promise<Descriptor> {
  const layer = await layerOf('platform', Buffer.concat([Buffer.from(text), noise(bytes, text)]))
  const settings = { os, architecture, config: { Cmd: ['/none'] } }
  return await putLayers(to, { layers: [layer], settings })
}

/**
 * An image for this machine that is never run: a layer for each seed, with one file of so many bytes. Images in one
 * repository or another share the layers of the same seeds.
 */
export async function putLayered(
  host: string,
  name: string,
  seeds: readonly (readonly [seed: string, bytes: number])[],
): Promise<void> {
  const [repository = '', tag = 'latest'] = name.split(':')
  const layers = await Promise.all(seeds.map(async ([seed, bytes]) => await layerOf(seed, noise(bytes, seed))))
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  await putLayers(
    { host, repository },
    { layers, settings: { os: 'linux', architecture, config: { Cmd: ['/none'] } }, tag },
  )
}

/** A layer with one file, as a tar. */
async function layerOf(name: string, content: Uint8Array): Promise<Buffer> {
  const tar = pack()
  tar.entry({ name, mtime: new Date(0) }, Buffer.from(content))
  tar.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

interface Layers {
  readonly layers: readonly Buffer[]
  readonly settings: object
  readonly tag?: string
}

async function putLayers(to: Repository, { layers, settings, tag }: Layers): Promise<Descriptor> {
  const rootfs = { type: 'layers', diff_ids: layers.map(digestOf) }
  const oci = 'application/vnd.oci.image'
  const made = { ...settings, rootfs, created: '2024-01-01T00:00:00Z' }
  const config = await putBlob(to, Buffer.from(JSON.stringify(made)), `${oci}.config.v1+json`)
  const type = `${oci}.layer.v1.tar+gzip`
  const blobs = await Promise.all(layers.map(async (layer) => await putBlob(to, gzipSync(layer, { level: 1 }), type)))
  const manifest = { schemaVersion: 2, mediaType: `${oci}.manifest.v1+json`, config, layers: blobs }
  return await putManifest(to, tag ?? digestOf(Buffer.from(JSON.stringify(manifest))), manifest)
}

/** Bytes that do not shrink, the same for the same seed. */
function noise(bytes: number, seed: string): Uint8Array {
  const key = createHash('sha256').update(seed).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes))
}

function digestOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

/** What an open registry answers to a GET, as JSON. Follows to where it keeps blobs. */
export async function answerOf({ host }: Registry, path: string): Promise<unknown> {
  const accept = 'application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json, */*'
  return await (await sent(`http://${host}${path}`, { method: 'GET', headers: { accept } })).json()
}

async function sent(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, {
    ...init,
    headers: { ...(init.headers as Record<string, string> | undefined), connection: 'close' },
  })
  if (!response.ok) throw new Error(`${init.method} ${url}: ${response.status} ${await response.text()}`)
  return response
}
