import { access, constants, readFile } from 'node:fs/promises'
import type { BuildSecret, BuildSpec } from '../../plan/step.ts'
import { EngineError } from '../port.ts'
import { type Method, unary } from './grpc-server.ts'
import { code, GrpcError } from './grpc.ts'
import { message, textIn } from './wire.ts'

/** Bytes; BuildKit takes no more. */
const largest = 500 * 1024

/** Rejects with EngineError on a file that cannot be read, before anything is built. */
export async function checkSecrets({ service, secrets = [] }: BuildSpec): Promise<void> {
  for (const secret of secrets) {
    if (!('file' in secret)) continue
    await access(secret.file, constants.R_OK).catch((cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${cause.code}`
      const message = `build of ${service}: the file ${secret.file} of secret ${secret.id} ${why}`
      throw new EngineError(message, { operation: `build ${service}`, cause })
    })
  }
}

/** `moby.buildkit.secrets.v1.Secrets`: values go to the steps that mount them, and nowhere else. */
export function secretMethods(secrets: readonly BuildSecret[]): ReadonlyMap<string, Method> {
  const answer = unary(async (request) => {
    const id = textIn(request, 1)
    const secret = secrets.find((one) => one.id === id)
    if (secret === undefined) throw new GrpcError(`secret ${id} is not given to the build`, code.notFound)
    const value = 'file' in secret ? await readFile(secret.file) : Buffer.from(secret.reveal(), 'utf8')
    if (value.length > largest)
      throw new GrpcError(`secret ${id} is larger than the ${largest} bytes that BuildKit takes`, code.unknown)
    return message([[1, value]])
  })
  return new Map([['/moby.buildkit.secrets.v1.Secrets/GetSecret', answer]])
}
