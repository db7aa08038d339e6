import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { muster, start, startMuster } from './command.ts'
import { engineRequest, filters } from './engine.ts'
import { processesOf } from './leases.ts'
import { expectSuccess } from './oracles.ts'
import { testProject, type TestProject } from './project.ts'
import { type Fault, type RecordedRequest, startProxy } from './proxy.ts'

/** One service `db` with one volume at /data, which stops at once. */
export const dbFile = `
services:
  db:
    image: busybox
    network_mode: none
    command: sh -c 'trap "exit 0" TERM; while :; do sleep 3600 & wait; done'
    volumes: [data:/data]
volumes: { data: {} }
`

/** What a project with `dbFile` holds. */
export interface Holding {
  /** A shell command that writes what the snapshot `s` gets. */
  readonly saved: string
  /** Another, run afterwards: what the volume holds then. */
  readonly since: string
}

/** A project that runs, with a snapshot `s`. */
export async function savedProject({ saved, since }: Holding): Promise<TestProject> {
  const project = await snapshotProject({ 'compose.yaml': dbFile })
  expectSuccess(await muster(project, ['up', '-d']))
  await inService(project, 'db', saved)
  expectSuccess(await muster(project, ['snapshot', 'save', 's']))
  await inService(project, 'db', since)
  return project
}

/**
 * When a request kills the command that sent it; a number: so many milliseconds after it was sent, whatever became of it. `gone`: the
 * engine acts and is away from then on, and the command lives.
 */
type Strike = 'no' | 'before' | 'after' | 'gone' | number

/** Where commands find the engine: muster notes by it whose faults are whose. */
export interface DeadlyWay extends AsyncDisposable {
  readonly env: { readonly DOCKER_HOST: string }
  /**
   * Runs a command that is killed at a request, with the process that would take it back: neither reaches the engine any more.
   * False when it ended before it came to that request.
   */
  readonly killed: (
    project: TestProject,
    args: readonly string[],
    strike: (request: RecordedRequest) => Strike,
  ) => Promise<boolean>
}

export async function deadlyWay(): Promise<DeadlyWay> {
  let decide = (_: RecordedRequest): Fault => ({ do: 'pass' })
  const proxy = await startProxy((request) => decide(request))
  const env = { DOCKER_HOST: proxy.address }
  const killed: DeadlyWay['killed'] = async (project, args, strike) => {
    let struck = false
    let kill = (): void => undefined
    decide = (request) => {
      if (struck) return { do: 'lose', when: 'before' }
      const when = strike(request)
      if (when === 'no') return { do: 'pass' }
      if (typeof when === 'number') {
        setTimeout(() => {
          struck = true
          kill()
        }, when)
        return { do: 'pass' }
      }
      struck = true
      return when === 'gone' ? { do: 'lose', when: 'after' } : { do: 'lose', when, onLost: () => kill() }
    }
    const running = startMuster(project, args, { env })
    kill = () => running.signal('SIGKILL')
    await running.done
    while (processesOf(project.name, '--at-end-of').length > 0) await delay(20)
    decide = () => ({ do: 'pass' })
    return struck
  }
  return { env, killed, [Symbol.asyncDispose]: async () => await proxy[Symbol.asyncDispose]() }
}

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
