import { expect } from 'vitest'
import { muster, start } from './command.ts'
import { engineRequest, filters } from './engine.ts'
import { testProject, type TestProject } from './project.ts'

/** A project whose snapshots are gone, too, when it is disposed of. */
export async function snapshotProject(files: Readonly<Record<string, string>>): Promise<TestProject> {
  const project = await testProject(files)
  return {
    ...project,
    async [Symbol.asyncDispose]() {
      // A volume that a killed command was at work on cannot be removed before.
      await removeCarriers(project.name)
      await project[Symbol.asyncDispose]()
      await removeSnapshotVolumes(project.name)
    },
  }
}

async function removeSnapshotVolumes(project: string): Promise<void> {
  const volumes = await snapshotVolumes(project)
  await Promise.all(volumes.map((name) => engineRequest('DELETE', `/volumes/${name}?force=1`)))
}

/** Removes the containers by which a killed command was at work on volumes. */
export async function removeCarriers(project: string): Promise<void> {
  const carriers = filters({ label: [`dev.muster.snapshot.carrier=${project}`] })
  const found = (await engineRequest('GET', `/containers/json?all=1&${carriers}`)) as readonly { readonly Id: string }[]
  await Promise.all(found.map(({ Id }) => engineRequest('DELETE', `/containers/${Id}?force=1&v=1`)))
}

/** Every volume that snapshots and restorations of the project have made. */
export async function snapshotVolumes(project: string): Promise<readonly string[]> {
  const label = filters({ label: [`dev.muster.snapshot.project=${project}`] })
  const { Volumes } = (await engineRequest('GET', `/volumes?${label}`)) as {
    readonly Volumes: readonly { readonly Name: string }[] | null
  }
  return (Volumes ?? []).map(({ Name }) => Name).sort()
}

/** Runs a shell command in a service's container and returns what it printed. */
export async function inService(project: TestProject, service: string, command: string): Promise<string> {
  const { code, stdout, stderr } = await muster(project, ['exec', '-T', service, 'sh', '-c', command])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.trim()
}

/** The digest of the engine's tar of a folder in a container: names, contents, owners, modes, times, links, capabilities. */
export async function tarDigest(container: string, path: string): Promise<string> {
  const { stdout, stderr } = await start(['sh', '-c', `docker cp -a "${container}:${path}" - | sha256sum`], {}).done
  expect(stderr).toBe('')
  return stdout.trim()
}

interface Seen {
  readonly Id: string
  readonly State: { readonly StartedAt: string; readonly Status: string; readonly Paused: boolean }
}

/** A container as it is. */
export async function seen(container: string): Promise<Seen> {
  return (await engineRequest('GET', `/containers/${container}/json`)) as Seen
}
