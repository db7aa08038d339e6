import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { engineRequest, filters } from './engine.ts'

/** A compose project of one test: a folder of its own and a random name; everything is gone when it is disposed of. */
export interface TestProject extends AsyncDisposable {
  readonly name: string
  readonly directory: string
  /** Writes (or replaces) a file below the folder. */
  write(path: string, text: string): Promise<void>
}

/** Creates a project from its files; `compose.yaml` usually among them. */
export async function testProject(files: Readonly<Record<string, string>>): Promise<TestProject> {
  const name = `mt-${randomBytes(5).toString('hex')}`
  const directory = await mkdtemp(join(tmpdir(), `${name}-`))
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), text)
  }
  for (const [path, text] of Object.entries(files)) await write(path, text)
  return {
    name,
    directory,
    write,
    async [Symbol.asyncDispose]() {
      await removeProject(name)
      for (const folder of [directory, stateOf(name)]) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A project of a random name over files that exist, for instance an example. The folder stays when it is disposed of. */
export function projectIn(directory: string): TestProject {
  const name = `mt-${randomBytes(5).toString('hex')}`
  const write = async (): Promise<void> => await Promise.reject(new Error(`${directory} is not the test's own`))
  const dispose = async (): Promise<void> => {
    await removeProject(name)
    await rm(stateOf(name), { recursive: true, force: true })
  }
  return { name, directory, write, [Symbol.asyncDispose]: dispose }
}

/** XDG_STATE_HOME of a project's commands: what one test leaves for the next command to do must not be done by another test's. */
export function stateOf(name: string): string {
  return join(tmpdir(), `${name}-state`)
}

/** Removes whatever carries the project's label, with bare engine requests. */
export async function removeProject(name: string): Promise<void> {
  const left = await objectsOf(name)
  await Promise.all(left.containers.map((c) => engineRequest('DELETE', `/containers/${c.Id}?force=1&v=1`)))
  await Promise.all(left.networks.map(async (n) => await removeNetwork(n.Id)))
  await Promise.all(left.volumes.map((v) => engineRequest('DELETE', `/volumes/${v.Name}?force=1`)))
}

/** Engine 20.10 under load still counts endpoints of containers whose removal it has answered. */
async function removeNetwork(id: string): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    try {
      return void (await engineRequest('DELETE', `/networks/${id}`))
    } catch (error) {
      if (Date.now() > end || !String(error).includes('has active endpoints')) throw error
      await setTimeout(200)
    }
  }
}

interface Objects {
  readonly containers: readonly { readonly Id: string; readonly Names: readonly string[]; readonly State: string }[]
  readonly networks: readonly { readonly Id: string; readonly Name: string }[]
  readonly volumes: readonly { readonly Name: string }[]
}

/** Everything in the engine that carries the project's label. */
export async function objectsOf(name: string): Promise<Objects> {
  const label = filters({ label: [`com.docker.compose.project=${name}`] })
  const [containers, networks, volumes] = await Promise.all([
    engineRequest('GET', `/containers/json?all=1&${label}`),
    engineRequest('GET', `/networks?${label}`),
    engineRequest('GET', `/volumes?${label}`),
  ])
  return {
    containers: (containers ?? []) as Objects['containers'],
    networks: (networks ?? []) as Objects['networks'],
    volumes: (volumes as { Volumes?: Objects['volumes'] | null }).Volumes ?? [],
  }
}

/** Names of everything of the engine whose project's name begins so: of all copies of a project. */
export async function objectsOfCopies(prefix: string): Promise<readonly string[]> {
  const by = filters({ label: ['com.docker.compose.project'] })
  const [containers, networks, volumes] = await Promise.all([
    engineRequest('GET', `/containers/json?all=1&${by}`),
    engineRequest('GET', `/networks?${by}`),
    engineRequest('GET', `/volumes?${by}`),
  ])
  const lists = [containers, networks, (volumes as { readonly Volumes?: unknown }).Volumes] as const
  return lists
    .flatMap(
      (list) =>
        (list ?? []) as readonly {
          readonly Name?: string
          readonly Names?: readonly string[]
          readonly Labels?: Record<string, string>
        }[],
    )
    .filter(({ Labels }) => Labels?.['com.docker.compose.project']?.startsWith(prefix) === true)
    .map(({ Name, Names }) => Name ?? Names?.[0] ?? '')
}

/** Volumes that keep the data of copies of a project. */
export async function snapshotsOfCopies(prefix: string): Promise<readonly string[]> {
  const { Volumes } = (await engineRequest('GET', '/volumes')) as {
    readonly Volumes?: readonly { readonly Name: string }[] | null
  }
  return (Volumes ?? []).map(({ Name }) => Name).filter((name) => name.startsWith(`muster-snapshot_${prefix}`))
}
