import { graphOf } from '../../src/graph/graph.ts'
import { load } from '../../src/load/load.ts'
import type { LoadOptions, LoadWorld } from '../../src/load/options.ts'
import { withIds } from '../../src/model/ids.ts'
import { label } from '../../src/model/labels.ts'
import { networkSpec } from '../../src/model/network-spec.ts'
import type { Project } from '../../src/model/project.ts'
import { select } from '../../src/model/select.ts'
import { volumeSpec } from '../../src/model/volume-spec.ts'
import { formatPlan } from '../../src/plan/format.ts'
import type { Observed, ObservedContainer, ObservedMount } from '../../src/plan/observed.ts'
import { plainUp, type UpPolicy } from '../../src/plan/policy.ts'
import type { Plan } from '../../src/plan/step.ts'
import { planUp } from '../../src/plan/up.ts'

const options: LoadOptions = {
  files: ['compose.yaml'],
  projectName: 'p',
  envFiles: [],
  profiles: [],
  allResources: false,
  compatibility: false,
}

/** A project from inline YAML; `files` are further files, by absolute path. */
export async function projectOf(yaml: string, files: Readonly<Record<string, string>> = {}): Promise<Project> {
  const all: Readonly<Record<string, string>> = { '/w/compose.yaml': yaml, ...files }
  const world: LoadWorld = {
    cwd: '/w',
    home: '/root',
    env: new Map(),
    readFile: (path) => {
      const text = all[path]
      return text === undefined
        ? Promise.reject(Object.assign(new Error(`no ${path}`), { code: 'ENOENT' }))
        : Promise.resolve(text)
    },
    exists: (path) => Promise.resolve(path in all),
  }
  return { ...(await load(options, world)), contentKey: 'of this user' }
}

/** An engine that has the images and nothing else. */
export function emptyEngine(more: Partial<Observed> = {}): Observed {
  const image = { id: 'sha256:img', labels: new Map<string, string>() }
  const images = new Map([
    ['busybox', image],
    ['p-web', image],
    ['p-db', image],
  ])
  return {
    engine: 'docker',
    apiVersion: '1.51',
    containers: [],
    networks: new Map(),
    volumes: new Map(),
    images,
    ...more,
  }
}

/** The plan as text. `targets` selects services as the command line does. */
export async function upText(
  yaml: string,
  observed: Observed = emptyEngine(),
  policy: Partial<UpPolicy> = {},
): Promise<string> {
  return formatPlan(await upPlan(yaml, observed, policy))
}

export async function upPlan(
  yaml: string,
  observed: Observed = emptyEngine(),
  policy: Partial<UpPolicy> = {},
): Promise<Plan> {
  const project = select(await projectOf(yaml), {
    services: policy.targets ?? [],
    along: 'dependencies',
    allResources: false,
  })
  return planUp(graphOf(project), observed, { ...plainUp, ...policy })
}

/** What the engine shows after everything that the plan for `yaml` asks for was done: the usual state before a second `up`. */
export async function engineAfter(
  yaml: string,
  changes: Readonly<Record<string, Partial<ObservedContainer>>> = {},
): Promise<Observed> {
  const project = await projectOf(yaml)
  const plan = planUp(graphOf(project), emptyEngine(), plainUp)
  const networks = [...project.networks.keys()].map((key) => networkSpec(project, key))
  const volumes = [...project.volumes.keys()].map((key) => volumeSpec(project, key))
  const containers = plan.steps.flatMap(({ action }) =>
    action.do === 'create-container' ? [containerOf(action.spec)] : [],
  )
  return emptyEngine({
    containers: containers.map((container) => ({ ...container, ...changes[container.name] })),
    networks: new Map(
      networks.map((spec) => [
        spec.Name,
        [{ id: `id-${spec.Name}`, name: spec.Name, labels: new Map(Object.entries(spec.Labels)) }],
      ]),
    ),
    volumes: new Map(
      volumes.map((spec) => [spec.Name, { name: spec.Name, labels: new Map(Object.entries(spec.Labels)) }]),
    ),
  })
}

type Spec = Extract<Plan['steps'][number]['action'], { do: 'create-container' }>['spec']

function containerOf(unresolved: Spec): ObservedContainer {
  const spec = withIds(unresolved, idOf)
  const labels = new Map(Object.entries(spec.body.Labels))
  const hash = labels.get(label.configHash)
  const image = labels.get(label.image)
  return {
    id: idOf(spec.name),
    name: spec.name,
    service: spec.service,
    number: spec.number,
    oneOff: false,
    state: 'running',
    ...(hash === undefined ? {} : { configHash: hash }),
    ...(image === undefined ? {} : { imageLabel: image }),
    imageId: 'sha256:img',
    labels,
    networks: new Map(Object.keys(spec.body.NetworkingConfig.EndpointsConfig).map((name) => [name, `id-${name}`])),
    mounts: ((spec.body.HostConfig['Binds'] as readonly string[] | undefined) ?? []).map(mountOf),
  }
}

function mountOf(bind: string): ObservedMount {
  const [name = '', target = ''] = bind.split(':')
  return { type: 'volume', name, target }
}

/** A made-up id of 64 hex digits. */
export function idOf(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64)
}
