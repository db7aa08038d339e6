import type { ReadyCondition } from '../attributes/ready/condition.ts'
import type { Origin } from '../source/node.ts'
import type { ContainerSpec, EndpointSpec, NetworkSpec, VolumeSpec } from '../spec.ts'

/** The number of a step in its plan, from 1. */
export type StepId = number

/** What a build needs; `name` is the tag that the container will use. */
export interface BuildSpec {
  readonly service: string
  readonly name: string
  readonly tags: readonly string[]
  /** Absolute folder, or the address of a remote context. */
  readonly context: string
  /** Absolute path (within a remote context a relative one), or undefined when `inline` is given. */
  readonly dockerfile?: string
  readonly inline?: string
  readonly args: ReadonlyMap<string, string | null>
  /** Those of them that the command line gave: the file says nothing of them, or something else. */
  readonly given?: ReadonlySet<string>
  readonly target?: string
  readonly network?: string
  readonly labels: ReadonlyMap<string, string>
  readonly platform?: string
  readonly noCache?: boolean
  readonly pull?: boolean
  readonly extraHosts?: readonly string[]
  readonly shmSize?: number
  readonly cacheFrom?: readonly string[]
  readonly cacheTo?: readonly string[]
  /** Stages whose steps run again. */
  readonly noCacheFilter?: readonly string[]
  /** Where it is built for more than one; `platform` is absent then. */
  readonly platforms?: readonly string[]
  readonly secrets?: readonly BuildSecret[]
  /** Path of the key or socket by id; empty for the user's own agent. */
  readonly ssh?: ReadonlyMap<string, string>
  /** Further contexts by name: a path or an address, or the build whose image it is. */
  readonly contexts?: ReadonlyMap<string, string | BuildSpec>
  readonly entitlements?: readonly string[]
  readonly privileged?: boolean
  readonly isolation?: string
  /** `name=soft:hard` or `name=both`. */
  readonly ulimits?: readonly string[]
  /** As in the file: a truth value or attributes. */
  readonly provenance?: string
  readonly sbom?: string
  /** Where the image goes; absent: into the engine. */
  readonly output?: 'registry' | 'check'
  /** The builder that was asked for by name. */
  readonly builder?: string
  /** Bytes; the classic builder's limit. */
  readonly memory?: number
}

/** A secret of a build. A value is a function, so that no plan that is printed or sent anywhere holds it. */
export type BuildSecret = { readonly id: string } & (
  | { readonly file: string }
  | { readonly variable: string; readonly reveal: () => string }
)

/** One thing to do. Each is one engine request, or one wait. Containers and networks are named, never by ids learnt while running. */
export type Action =
  | { readonly do: 'create-network'; readonly network: string; readonly spec: NetworkSpec }
  | { readonly do: 'remove-network'; readonly network: string; readonly id: string }
  | { readonly do: 'create-volume'; readonly volume: string; readonly spec: VolumeSpec }
  | { readonly do: 'remove-volume'; readonly volume: string }
  | {
      readonly do: 'pull-image'
      readonly image: string
      readonly service: string
      readonly platform?: string
      /** `warn`: the service can be built instead. */
      readonly orElse: 'fail' | 'warn'
    }
  | {
      readonly do: 'build-image'
      readonly image: string
      readonly build: BuildSpec
      readonly when: 'always' | 'absent'
    }
  | { readonly do: 'push-image'; readonly image: string; readonly service: string }
  | { readonly do: 'remove-image'; readonly image: string }
  | { readonly do: 'create-container'; readonly container: string; readonly spec: ContainerSpec }
  | { readonly do: 'copy-in'; readonly container: string; readonly spec: ContainerSpec }
  | {
      readonly do: 'start-container'
      readonly container: string
      readonly service: string
      /** The container is not the service's: it runs one of its hooks. */
      readonly hook?: 'pre_start'
      /** `post_start` hooks follow: they are owed until the last one is done. */
      readonly owes?: 'hooks'
    }
  | {
      readonly do: 'stop-container'
      readonly container: string
      readonly service: string
      /** Seconds; undefined leaves it to the container's own StopTimeout. */
      readonly timeout?: number
      /** Milliseconds after the plan began at which it is killed if it still runs. */
      readonly deadline?: number
    }
  | {
      readonly do: 'restart-container'
      readonly container: string
      readonly service: string
      readonly timeout?: number
    }
  | {
      readonly do: 'kill-container'
      readonly container: string
      readonly service: string
      /** A name or number, as the engine takes it: `SIGKILL`, `HUP`, `9`. */
      readonly signal: string
    }
  | { readonly do: 'pause-container' | 'unpause-container'; readonly container: string; readonly service: string }
  | {
      readonly do: 'remove-container'
      readonly container: string
      readonly service: string
      readonly anonymousVolumes: 'keep' | 'remove'
    }
  | { readonly do: 'rename-container'; readonly container: string; readonly to: string }
  | {
      readonly do: 'connect-network'
      readonly container: string
      readonly network: string
      readonly endpoint: EndpointSpec
    }
  | { readonly do: 'disconnect-network'; readonly container: string; readonly network: string }
  | {
      readonly do: 'run-hook'
      readonly container: string
      readonly service: string
      readonly hook: 'post_start' | 'pre_stop'
      readonly index: number
      /** The last of its kind: nothing is owed after it. */
      readonly last?: true
      readonly command: readonly string[]
      readonly user?: string
      readonly privileged?: boolean
      readonly workingDir?: string
      readonly environment: readonly string[]
    }
  | {
      readonly do: 'wait'
      readonly container: string
      readonly service: string
      /** The container is that of a hook of the service, and not the service's. */
      readonly hook?: 'pre_start'
      readonly hookIndex?: number
      readonly until: WaitFor
      /** `warn` for `required: false`. */
      readonly orElse: 'fail' | 'warn'
      /** `own`: while waiting for `healthy`, muster also runs the container's healthcheck itself, with back-off; `engine` leaves it to the engine (`x-fast-probe: false`). */
      readonly probes: 'own' | 'engine'
      /** What must hold besides, or, for `healthy` and `settled` of a container without healthcheck, instead. */
      readonly ready?: readonly ReadyCondition[]
      /** Services that start when this holds, with the condition that they named. */
      readonly for: readonly { readonly service: string; readonly condition: string }[]
    }

/** `settled`: `up --wait` on a service without healthcheck: running, or exited 0 without a restart policy. */
export type WaitFor = 'running' | 'healthy' | 'completed' | 'settled'

/** Something that is done, when what it comes `after` is done. */
export interface Step {
  readonly id: StepId
  readonly action: Action
  /** Why, in words: "no container yet", "image changed", "web waits for it". Never holds a secret. */
  readonly because: string
  /** Field-level changes behind a recreation, with the place of the new value. */
  readonly changes?: readonly Change[]
  /** Steps that must be done before; all have smaller ids. */
  readonly after: readonly StepId[]
  /** Steps of one group show as one line, for instance `recreate:web-1`. */
  readonly group?: string
  /** Steps with equal locks run one after the other. */
  readonly lock?: 'ports'
  /** Milliseconds after the plan began at which the step starts even if `after` is not done (the shared deadline of `down`). */
  readonly patience?: number
  /** `go-on`: dependants run all the same (a volume that is still in use at `down`). */
  readonly onFailure?: 'stop' | 'go-on'
}

/** One attribute whose change asks for a new container. Values are masked where they may be secret. */
export interface Change {
  readonly path: string
  readonly from?: string
  readonly to?: string
  readonly at?: Origin
}

/** The command that a plan is for. */
export type Verb =
  | 'up'
  | 'down'
  | 'create'
  | 'stop'
  | 'start'
  | 'restart'
  | 'kill'
  | 'pause'
  | 'unpause'
  | 'rm'
  | 'pull'
  | 'push'
  | 'build'

/** A verb as data: what will be done, in which order, and why. Serialisable but for origins and file contents. */
export interface Plan {
  readonly verb: Verb
  readonly project: string
  readonly steps: readonly Step[]
  /** Containers that stay as they are, with the reason. */
  readonly keep: readonly { readonly container: string; readonly service: string; readonly because: string }[]
  /** Of those the ones that are waited for and are ready already, by name: they have no step. */
  readonly ready?: readonly string[]
  /** Containers of the project that no service of the model claims, when they are not removed. */
  readonly orphans: readonly string[]
  /** Of those orphans that other compose files made: these files, as texts for people. */
  readonly orphanFiles?: ReadonlyMap<string, string>
  readonly warnings: readonly string[]
}
