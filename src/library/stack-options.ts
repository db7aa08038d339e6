import { randomBytes } from 'node:crypto'
import { copyName } from '../api/copies/isolation.ts'
import type { UpOptions } from '../api/up/options.ts'
import { currentFolder } from '../api/world/current-folder.ts'
import { homeFolder } from '../api/world/home-folder.ts'
import { openWorld } from '../api/world/open-world.ts'
import type { World } from '../api/world/world.ts'
import type { Event } from '../events.ts'
import type { Isolation } from '../model/isolation.ts'
import { checkOptions } from './check-options.ts'

/** How to find a project and its engine from a program. Everything has the default that the command line has. */
export interface ProjectSource {
  /** Compose files, in order (`-f`); absent: looked for from `cwd` upwards. */
  readonly files?: readonly string[]
  /** The project itself in the place of files: the text of a compose file, or the same as an object. Paths in it start at `cwd`. */
  readonly compose?: string | Readonly<Record<string, unknown>>
  /** Project name; give each test run its own, or use `isolate`. Default: as for `muster`, `name:` of the file or the folder's name. */
  readonly project?: string
  /**
   * Works on a copy of the project: names that are fixed get a suffix, and host ports are free ones (`--isolate`). A name makes it the copy
   * of this name, whose ports are remembered; `true` one that nobody else has. Default: the project itself.
   */
  readonly isolate?: true | string | Isolation
  /** Folder in which files are looked for; default the current one. */
  readonly cwd?: string
  /** `--project-directory`: where relative paths of the files start; default the folder of the first file. */
  readonly projectDirectory?: string
  /** Variables for the files and for finding the engine; default those of the process, which are not added to the ones given here. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Files with further variables, below `env`; default `.env`. */
  readonly envFiles?: readonly string[]
  /** Profiles that are on, beside those of COMPOSE_PROFILES. Default none. */
  readonly profiles?: readonly string[]
  /** Address of the engine (`unix:///…`, `tcp://…`); default as docker finds it. */
  readonly host?: string
  /** Name of a docker context, in the place of `host`. */
  readonly context?: string
  /** Hears what happens, as it happens: steps, progress, warnings. Default: nobody does. */
  readonly onEvent?: (event: Event) => void
  /** Aborting it begins nothing more, and rejects with its reason. What is under way comes to its end first. */
  readonly signal?: AbortSignal
  /** Whether compose files may include and extend what lies elsewhere (`--allow-remote`). Default false. */
  readonly allowRemote?: boolean
  /** Registries that speak HTTP without TLS (`--insecure-registry`). Default none. */
  readonly insecureRegistries?: readonly string[]
  /** A project of this name that belongs to another folder may be changed (`--adopt`); default: it is refused. */
  readonly adopt?: boolean
  /** Seconds to wait for another muster that changes the project; default as long as it takes. */
  readonly lockTimeout?: number
}

/** What `up` of a program takes. Times in seconds. */
export interface StackOptions extends ProjectSource {
  /** Services to bring up, with what they depend on; default all. */
  readonly services?: readonly string[]
  /**
   * What becomes of a project that has containers already, which somebody else may need. `refuse`, the default, rejects with a StackError
   * and changes nothing. `keep`, the default with `lease: 'none'`, brings it up to date and leaves it at the end. `adopt` takes it down at the
   * end, with its volumes, as if the stack had made it. Volumes that were there without containers are used, and stay at the end.
   */
  readonly existing?: 'refuse' | 'keep' | 'adopt'
  /** `fresh`: volumes that are there of the project go first; with `existing: 'adopt'` so do its containers. Default `keep`. */
  readonly volumes?: 'keep' | 'fresh'
  /**
   * `process`, the default: what is brought up lasts no longer than this process, which may end as it likes: a small watchdog process
   * removes it then, with the volumes that were made for it. `none`: it stays, as after `muster up -d`, until it is taken down.
   */
  readonly lease?: 'process' | 'none'
  /** `ready`, the default, waits until every service is healthy, runs, or has done its job. */
  readonly wait?: 'none' | 'ready'
  /** Seconds for all waits together; 0, the default, means no limit. */
  readonly waitTimeout?: number
  /** `policy`, the default, builds images that are missing; `never` refuses to. */
  readonly build?: 'policy' | 'always' | 'never'
  /** Whether images whose Dockerfile, context, arguments or base changed are built anew. Default false: a warning names them. */
  readonly rebuildStale?: boolean
  /** Wins over each service's `pull_policy`. Default: that one counts. */
  readonly pull?: 'always' | 'missing' | 'never' | 'build' | 'if_not_present'
  /** When containers of the named services, or of all, are replaced. Default `changed`. */
  readonly recreate?: 'changed' | 'always' | 'never'
  /** The same for services that are there only because others need them. Default `changed`. */
  readonly recreateDependencies?: 'changed' | 'always' | 'never'
  /** `ignore` brings up the named services alone. Default `follow`. */
  readonly dependencies?: 'follow' | 'ignore'
  /** How many containers services have, by name; wins over the file. */
  readonly scale?: ReadonlyMap<string, number>
  /** What becomes of containers of the project whose service the files do not have; default `warn`. */
  readonly orphans?: 'warn' | 'ignore' | 'remove'
  /** What becomes of anonymous volumes of containers that are replaced. Default `keep`. */
  readonly anonymousVolumes?: 'keep' | 'renew'
  /** What becomes of volumes whose entry in the files changed; `recreate` loses their data. Default `keep`. */
  readonly changedVolumes?: 'keep' | 'recreate' | { readonly recreate: readonly string[] }
  /** Seconds until a container that does not stop is killed; default as the file says. */
  readonly timeout?: number
  /** `own`, the default, runs healthchecks as often as it takes while it waits; `engine` leaves them to the engine. */
  readonly probes?: 'own' | 'engine'
  /** `none` creates containers and starts nothing. Default `all`. */
  readonly start?: 'all' | 'none'
  /** How many engine requests run at once. Default: as many as is good. */
  readonly parallel?: number
  /** Networks and volumes that no service uses are made, too (`--all-resources`). Default false. */
  readonly allResources?: boolean
  /** Names with `_`, as docker compose 1 had them. Default false. */
  readonly compatibility?: boolean
}

/** What the process is, as a world, and the options as the verbs take them; the lease is left to who takes it. */
export function wantedOf(
  options: StackOptions,
  leases: 'collect' | 'leave' = 'leave',
): { readonly world: World; readonly wanted: UpOptions } {
  checkOptions(options)
  const { isolate: _, lease: __, existing: ___, ...rest } = options
  const defaults = { wait: 'ready', services: [], allResources: false, compatibility: false } as const
  return { world: worldOf(options, leases), wanted: { ...defaults, ...rest, ...sourceOf(options) } }
}

function worldOf(options: ProjectSource, leases: 'collect' | 'leave'): World {
  const { cwd = currentFolder(), env = process.env, host, context, lockTimeout } = options
  const variables = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return openWorld({
    cwd,
    env: new Map(variables),
    home: homeFolder(new Map(variables)),
    pipes: { read: inline(options.compose), ...(options.compose === undefined ? {} : { inputName: 'compose' }) },
    emit: options.onEvent ?? (() => {}),
    signal: options.signal ?? new AbortController().signal,
    force: new AbortController().signal,
    now: Date.now,
    command: 'up',
    leases,
    adopt: options.adopt === true,
    ...(host === undefined ? {} : { host }),
    ...(context === undefined ? {} : { context }),
    ...(lockTimeout === undefined ? {} : { lockTimeout }),
  })
}

/** What of the options says which project it is. */
type Source = Pick<
  UpOptions,
  'files' | 'projectName' | 'projectDirectory' | 'envFiles' | 'profiles' | 'allowRemote' | 'insecureRegistries'
>

function sourceOf({
  files = [],
  compose,
  project,
  projectDirectory,
  envFiles = [],
  profiles = [],
  allowRemote,
  insecureRegistries,
  isolate,
}: ProjectSource): Source {
  if (compose !== undefined && files.length > 0) throw new TypeError('`compose` and `files` are two projects: give one')
  return {
    files: compose === undefined ? files : [inlineFile],
    envFiles,
    profiles,
    ...(project === undefined ? {} : { projectName: project }),
    ...(projectDirectory === undefined ? {} : { projectDirectory }),
    ...(allowRemote === undefined ? {} : { allowRemote }),
    ...(insecureRegistries === undefined ? {} : { insecureRegistries }),
    ...(isolate === undefined ? {} : { isolate: isolationOf(isolate) }),
  }
}

/** Letters come first, or a name of digits alone might be meant as a number. */
function isolationOf(name: true | string | Isolation): Isolation {
  if (typeof name === 'object') return name
  if (name === true) return { name: `r${randomBytes(4).toString('hex')}`, ports: 'fresh' }
  return { name: copyName(name), ports: 'remembered' }
}

/** Where the command line reads what is no file; here nobody types. */
const inlineFile = '-'

/** Every JSON is YAML. */
function inline(compose: ProjectSource['compose']): Map<string, Promise<Uint8Array>> {
  if (compose === undefined) return new Map()
  const text = typeof compose === 'string' ? compose : JSON.stringify(compose)
  return new Map([[inlineFile, Promise.resolve(Buffer.from(text))]])
}
