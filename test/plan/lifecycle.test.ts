import { describe, expect, test } from 'vitest'
import { graphOf } from '../../src/graph/graph.ts'
import { label } from '../../src/model/labels.ts'
import { formatPlan } from '../../src/plan/format.ts'
import { type Lifecycle, planLifecycle } from '../../src/plan/lifecycle.ts'
import type { ObservedContainer } from '../../src/plan/observed.ts'
import { recalledProject } from '../../src/plan/recalled-project.ts'
import { planRemove } from '../../src/plan/remove.ts'
import type { Scene } from '../../src/plan/scene.ts'
import { unappliedChanges } from '../../src/plan/unapplied.ts'
import { engineAfter, projectOf } from './helper.ts'

type Changes = Readonly<Record<string, Partial<ObservedContainer>>>

async function sceneOf(yaml: string, changes: Changes = {}, targets: readonly string[] = []): Promise<Scene> {
  const project = await projectOf(yaml)
  const { containers, apiVersion } = await engineAfter(yaml, changes)
  return { project, graph: graphOf(project), from: 'files', targets, apiVersion, containers }
}

/** The same containers, of which only the labels are known. */
async function recalled(yaml: string, changes: Changes = {}): Promise<Scene> {
  const scene = await sceneOf(yaml, changes)
  const project = recalledProject({ name: 'p', separator: '-' }, scene.containers)
  return { ...scene, project, graph: graphOf(project), from: 'labels' }
}

const text = (scene: Scene, request: Lifecycle): string => formatPlan(planLifecycle(scene, request))

const start: Lifecycle = { verb: 'start', wait: 'none', probes: 'own' }
const restart: Lifecycle = { verb: 'restart', dependents: 'follow' }

const chain = `
services:
  db: {image: busybox}
  api: {image: busybox, depends_on: {db: {condition: service_healthy}}}
  web: {image: busybox, depends_on: [api]}
`
const down = { 'p-db-1': { state: 'exited' }, 'p-api-1': { state: 'exited' }, 'p-web-1': { state: 'exited' } } as const

describe('start', () => {
  test('starts what is stopped, each when its own conditions hold', async () => {
    expect(text(await sceneOf(chain, down), start)).toMatchInlineSnapshot(`
      "#1 start-container  p-db-1          exited (0)
      #2 wait             p-db-1 healthy  api needs it  after #1
      #3 start-container  p-api-1         exited (0)  after #2
      #4 start-container  p-web-1         exited (0)  after #3"
    `)
  })

  test('knows the conditions from labels when there is no file', async () => {
    expect(text(await recalled(chain, down), start)).toBe(text(await sceneOf(chain, down), start))
  })

  test('has nothing to do for what runs', async () => {
    expect(planLifecycle(await sceneOf(chain), start).steps).toEqual([])
  })

  test('leaves alone the copy that an interrupted recreation has left beside its original, as restart does', async () => {
    const scene = await sceneOf('services: {db: {image: busybox}}', { 'p-db-1': { state: 'exited' } })
    const copies = scene.containers.map((it) => ({
      ...it,
      id: 'copy',
      name: `0123456789ab_${it.name}`,
      state: 'created' as const,
    }))
    const both = { ...scene, containers: [...scene.containers, ...copies] }
    expect(text(both, start)).toBe(text(scene, start))
    expect(text(both, restart)).toBe(text(scene, restart))
    // The original is gone: the copy is the container.
    expect(text({ ...scene, containers: copies }, start)).toContain('0123456789ab_p-db-1')
  })

  test('waits for everything with --wait', async () => {
    const plan = planLifecycle(await sceneOf(chain, down), { ...start, wait: 'ready' })
    const waits = plan.steps.flatMap(({ action }) =>
      action.do === 'wait' ? [`${action.container} ${action.until}`] : [],
    )
    expect(waits).toEqual(['p-db-1 healthy', 'p-api-1 settled', 'p-web-1 settled'])
  })

  test('copies what has no file of its own into the container first', async () => {
    const yaml = 'services: {a: {image: busybox, configs: [c]}}\nconfigs: {c: {content: hello}}'
    const scene = await sceneOf(yaml, { 'p-a-1': { state: 'created' } })
    expect(planLifecycle(scene, start).steps.map(({ action }) => action.do)).toEqual(['copy-in', 'start-container'])
  })

  test.each([
    { from: 'files', message: 'service "db" has no container to start' },
    { from: 'labels', message: 'no container found for project "p": not found' },
  ] as const)('fails without any container, known from $from', async ({ from, message }) => {
    const scene = { ...(await sceneOf(chain)), containers: [], from }
    expect(() => planLifecycle(scene, start)).toThrow(message)
  })
})

describe('stop', () => {
  test('stops dependents first', async () => {
    expect(text(await sceneOf(chain), { verb: 'stop' })).toMatchInlineSnapshot(`
      "#1 stop-container  p-web-1  stop  or go on
      #2 stop-container  p-api-1  stop  after #1  at the latest after 500 ms  or go on
      #3 stop-container  p-db-1   stop  after #2  at the latest after 1000 ms  or go on"
    `)
  })

  test('leaves alone what is not named, one-offs and services that the file does not have', async () => {
    const other = { service: 'gone' }
    expect(text(await sceneOf(chain, { 'p-api-1': other, 'p-web-1': { oneOff: true } }), { verb: 'stop' })).not.toMatch(
      /web|api/,
    )
    expect(planLifecycle(await sceneOf(chain, {}, ['db']), { verb: 'stop' }).steps).toHaveLength(1)
  })
})

describe('restart', () => {
  const tied = chain.replace('service_healthy', 'service_healthy, restart: true')

  test('takes dependents with restart: true along and waits as they want it', async () => {
    expect(text(await sceneOf(tied, {}, ['db']), restart)).toMatchInlineSnapshot(`
      "#1 restart-container  p-db-1          restart
      #2 wait               p-db-1 healthy  api needs it  after #1
      #3 restart-container  p-api-1         restarts with what it needs  after #2"
    `)
  })

  test('knows from labels who restarts along', async () => {
    const labelled = await sceneOf(tied, {}, ['db'])
    expect(text({ ...(await recalled(tied)), targets: ['db'] }, restart)).toBe(text(labelled, restart))
  })

  test('restarts the named ones alone with --no-deps', async () => {
    const plan = planLifecycle(await sceneOf(tied, {}, ['db']), { ...restart, dependents: 'stay' })
    expect(plan.steps.map(({ action }) => action.do)).toEqual(['restart-container'])
  })

  test('runs the hooks of what runs, and starts what is stopped', async () => {
    const yaml = `services: {a: {image: busybox, pre_stop: [{command: b}], post_start: [{command: c}]}}`
    expect(planLifecycle(await sceneOf(yaml), restart).steps.map(({ action }) => action.do)).toEqual([
      'run-hook',
      'restart-container',
      'run-hook',
    ])
    const stopped = await sceneOf(yaml, { 'p-a-1': { state: 'exited' } })
    expect(planLifecycle(stopped, restart).steps.map(({ action }) => action.do)).toEqual([
      'restart-container',
      'run-hook',
    ])
  })
})

describe('a changed file', () => {
  const made = 'services: {a: {image: busybox, environment: {V: "1", W: x}}, b: {image: busybox}}'
  const unapplied = async (now: string, request: Lifecycle, changes: Changes = {}): Promise<readonly string[]> => {
    const scene = await sceneOf(made, changes)
    return unappliedChanges(planLifecycle(scene, request), await projectOf(now), scene)
  }

  test('is not applied by a restart, which says so', async () => {
    expect(await unapplied(made, restart)).toEqual([])
    expect(await unapplied(made.replace('"1"', '"2"'), restart)).toEqual([
      'a: environment.V changed, and a restart does not apply that: use `up`',
    ])
    const more = 'user: "1", hostname: h, init: true, tty: true, environment: {V: "2", W: y}'
    expect(await unapplied(`services: {a: {image: busybox, ${more}}, b: {image: busybox}}`, restart)).toEqual([
      'a: environment.V, environment.W, hostname, init, 2 more changed, and a restart does not apply that: use `up`',
    ])
  })

  test('is told of at a start only where a container starts', async () => {
    const now = made.replace('"1"', '"2"')
    expect(await unapplied(now, start)).toEqual([])
    expect(await unapplied(now, start, { 'p-a-1': { state: 'exited' } })).toEqual([
      'a: environment.V changed, and a start does not apply that: use `up`',
    ])
  })
})

describe('kill, pause and unpause', () => {
  const kill: Lifecycle = { verb: 'kill', signal: 'HUP', orphans: 'keep' }
  const orphan = { 'p-web-1': { service: 'gone' } }

  test.each([
    { orphans: 'keep', killed: ['p-api-1', 'p-db-1'] },
    { orphans: 'remove', killed: ['p-api-1', 'p-db-1', 'p-web-1'] },
  ] as const)('kill with orphans: $orphans', async ({ orphans, killed }) => {
    const { steps } = planLifecycle(await sceneOf(chain, orphan), { ...kill, orphans })
    expect(steps.map(({ action }) => 'container' in action && action.container)).toEqual(killed)
    expect(steps[0]?.action).toMatchObject({ do: 'kill-container', signal: 'HUP' })
  })

  test('a one-off is killed, but not paused', async () => {
    const scene = await sceneOf(chain, { 'p-web-1': { oneOff: true } })
    expect(planLifecycle(scene, kill).steps).toHaveLength(3)
    expect(planLifecycle(scene, { verb: 'pause' }).steps).toHaveLength(2)
  })

  test('the engine is asked to unpause what is not paused, too: its refusal is the answer', async () => {
    const { steps } = planLifecycle(await sceneOf(chain, { 'p-db-1': { state: 'paused' } }), { verb: 'unpause' })
    expect(steps).toHaveLength(3)
  })
})

describe('rm', () => {
  const some = { 'p-db-1': { state: 'exited' } } as const

  test('removes what does not run', async () => {
    const plan = planRemove(await sceneOf(chain, some), { running: 'leave', anonymousVolumes: 'remove' })
    expect(plan.steps.map(({ action }) => action)).toEqual([
      { do: 'remove-container', container: 'p-db-1', service: 'db', anonymousVolumes: 'remove' },
    ])
  })

  test('removes each container after its own stop with --stop', async () => {
    const plan = planRemove(await sceneOf(chain, some), { running: 'stop', anonymousVolumes: 'keep' })
    expect(formatPlan(plan)).toMatchInlineSnapshot(`
      "#1 stop-container    p-web-1  rm --stop  or go on
      #2 stop-container    p-api-1  rm --stop  after #1  at the latest after 1000 ms  or go on
      #3 remove-container  p-db-1   exited
      #4 remove-container  p-api-1  running, is stopped first  after #2
      #5 remove-container  p-web-1  running, is stopped first  after #1"
    `)
  })
})

test('a label without conditions, as docker compose 1 wrote it, names dependencies that are started', () => {
  const labels = new Map([[label.dependsOn, 'db,cache:nonsense:true']])
  const container = { service: 'web', configHash: 'x', oneOff: false, labels } as unknown as ObservedContainer
  const { services } = recalledProject({ name: 'p', separator: '-' }, [container])
  expect(services.get('web')?.depends_on).toEqual(
    new Map([
      ['db', { condition: 'service_started', required: true }],
      ['cache', { condition: 'service_started', required: true, restart: true }],
    ]),
  )
})

test('a restart under a deadline stops all, dependents first, and then starts all, dependencies first', async () => {
  const yaml =
    'services: {db: {image: busybox}, web: {image: busybox, depends_on: {db: {condition: service_started, restart: true}}}}'
  expect(text(await sceneOf(yaml), { ...restart, deadline: 5_000 })).toMatchInlineSnapshot(`
    "#1 stop-container   p-web-1  restart  or go on
    #2 stop-container   p-db-1   restart  after #1  at the latest after 500 ms  or go on
    #3 start-container  p-db-1   restart  after #1 #2
    #4 start-container  p-web-1  restart  after #1 #2 #3"
  `)
})
