import type { Surroundings } from '../credentials/docker-config.ts'
import { credentialsFor } from '../credentials/registry.ts'
import { type Method, unary } from './grpc-server.ts'
import { message, textIn } from './wire.ts'

/** What BuildKit calls Docker Hub. */
const dockerHub = 'registry-1.docker.io'

/**
 * `moby.filesync.v1.Auth`: who the user is to a registry that asks. An identity token comes as a secret without a name,
 * as docker's own client sends it. Nothing is answered for a registry without a login.
 */
export function authMethods(surroundings: Surroundings): ReadonlyMap<string, Method> {
  const credentials = unary(async (request) => {
    const host = textIn(request, 1)
    const { credentials: found } = await credentialsFor(host === dockerHub ? 'docker.io' : host, surroundings)
    if (found?.identitytoken) return message([[2, found.identitytoken]])
    return message([
      [1, found?.username ?? ''],
      [2, found?.password ?? ''],
    ])
  })
  return new Map([['/moby.filesync.v1.Auth/Credentials', credentials]])
}
