import { join } from 'node:path'
import { artifactName } from './artifact-name.ts'
import { type Access, openRepository } from './client.ts'
import { keepArtifact } from './keep-artifact.ts'
import { pullArtifact } from './pull-artifact.ts'

/** Brings the project that `oci://…` names to this machine; returns the path of its compose file. Rejects with RegistryError. */
export async function fetchProject(resource: string, access: Omit<Access, 'actions'>): Promise<string> {
  const name = artifactName(resource.replace(/^oci:\/\//, ''))
  const artifact = await pullArtifact(await openRepository(name, { ...access, actions: 'pull' }))
  return join(await keepArtifact(artifact, access.surroundings), 'compose.yaml')
}
