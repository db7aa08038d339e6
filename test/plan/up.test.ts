import { describe, expect, test } from 'vitest'
import { emptyEngine, engineAfter, upText } from './helper.ts'

describe('a first up', () => {
  test('creates wait for nothing but their needs, starts for their own conditions', async () => {
    const yaml = `
services:
  db:
    image: busybox
    volumes: [data:/data]
    healthcheck: {test: "true"}
  job: {image: busybox}
  web:
    image: nginx
    depends_on: {db: {condition: service_healthy}, job: {condition: service_completed_successfully}}
volumes: {data: }
`
    expect(await upText(yaml)).toMatchInlineSnapshot(`
      "#1 pull-image        nginx              missing locally
      #2 create-network    p_default          not found
      #3 create-volume     p_data             not found
      #4 create-container  p-db-1             no container yet  after #3
      #5 create-container  p-job-1            no container yet
      #6 create-container  p-web-1            no container yet  after #1
      #7 start-container   p-db-1             new  after #2 #4
      #8 start-container   p-job-1            new  after #2 #5
      #9 wait              p-db-1 healthy     web needs it  after #7
      #10 wait             p-job-1 completed  web needs it  after #8
      #11 start-container  p-web-1            new  after #2 #6 #9 #10"
    `)
  })

  test('replicas are made and started side by side', async () => {
    expect(await upText('services: {w: {image: busybox, scale: 3}}')).toMatchInlineSnapshot(`
      "#1 create-network    p_default  not found
      #2 create-container  p-w-1      no container yet
      #3 create-container  p-w-2      no container yet
      #4 create-container  p-w-3      no container yet
      #5 start-container   p-w-1      new  after #1 #2
      #6 start-container   p-w-2      new  after #1 #3
      #7 start-container   p-w-3      new  after #1 #4"
    `)
  })

  test('--wait waits for every service once', async () => {
    const yaml =
      'services: {db: {image: busybox, healthcheck: {test: "true"}}, web: {image: busybox, depends_on: {db: {condition: service_healthy}}}}'
    expect(await upText(yaml, emptyEngine(), { wait: 'ready' })).toMatchInlineSnapshot(`
      "#1 create-network    p_default        not found
      #2 create-container  p-db-1           no container yet
      #3 create-container  p-web-1          no container yet
      #4 start-container   p-db-1           new  after #1 #2
      #5 wait              p-db-1 healthy   web needs it  after #4
      #6 start-container   p-web-1          new  after #1 #3 #5
      #7 wait              p-web-1 settled  --wait  after #6"
    `)
  })

  test('an optional dependency only warns, and several dependents share one wait', async () => {
    const yaml = `
services:
  db: {image: busybox, healthcheck: {test: "true"}}
  a: {image: busybox, depends_on: {db: {condition: service_healthy, required: false}}}
  b: {image: busybox, depends_on: {db: {condition: service_healthy}}}
  c: {image: busybox, depends_on: {db: {condition: service_healthy}}}
`
    expect(await upText(yaml)).toMatchInlineSnapshot(`
      "#1 create-network    p_default               not found
      #2 create-container  p-db-1                  no container yet
      #3 create-container  p-a-1                   no container yet
      #4 create-container  p-b-1                   no container yet
      #5 create-container  p-c-1                   no container yet
      #6 start-container   p-db-1                  new  after #1 #2
      #7 wait              p-db-1 healthy or warn  a needs it  after #6
      #8 start-container   p-a-1                   new  after #1 #3 #7
      #9 wait              p-db-1 healthy          b, c need it  after #6
      #10 start-container  p-b-1                   new  after #1 #4 #9
      #11 start-container  p-c-1                   new  after #1 #5 #9"
    `)
  })

  test('post_start hooks run in order before dependents start', async () => {
    const yaml = `
services:
  db: {image: busybox, post_start: [{command: echo a}, {command: echo b}]}
  web: {image: busybox, depends_on: [db]}
`
    expect(await upText(yaml)).toMatchInlineSnapshot(`
      "#1 create-network    p_default             not found
      #2 create-container  p-db-1                no container yet
      #3 create-container  p-web-1               no container yet
      #4 start-container   p-db-1                new  after #1 #2
      #5 run-hook          p-db-1 post_start[0]  post_start  after #4
      #6 run-hook          p-db-1 post_start[1]  post_start  after #5
      #7 start-container   p-web-1               new  after #1 #3 #6"
    `)
  })

  test('a container that shares a namespace is created after the one that owns it', async () => {
    const yaml = 'services: {db: {image: busybox}, side: {image: busybox, network_mode: "service:db"}}'
    expect(await upText(yaml)).toMatchInlineSnapshot(`
      "#1 create-network    p_default  not found
      #2 create-container  p-db-1     no container yet
      #3 create-container  p-side-1   no container yet  after #2
      #4 start-container   p-db-1     new  after #1 #2
      #5 start-container   p-side-1   new  after #3 #4"
    `)
  })

  test('--no-start only creates', async () => {
    expect(await upText('services: {w: {image: busybox}}', emptyEngine(), { start: 'none' })).toMatchInlineSnapshot(`
      "#1 create-network    p_default  not found
      #2 create-container  p-w-1      no container yet  after #1"
    `)
  })

  test('host port ranges are picked one start after the other', async () => {
    expect(await upText('services: {w: {image: busybox, scale: 2, ports: ["8000-8010:80"]}}')).toMatchInlineSnapshot(`
      "#1 create-network    p_default  not found
      #2 create-container  p-w-1      no container yet
      #3 create-container  p-w-2      no container yet
      #4 start-container   p-w-1      new  after #1 #2  lock ports
      #5 start-container   p-w-2      new  after #1 #3  lock ports"
    `)
  })

  test('content without a host file is copied in before the start', async () => {
    const yaml = 'services: {w: {image: busybox, configs: [c]}}\nconfigs: {c: {content: hello}}'
    expect(await upText(yaml)).toMatchInlineSnapshot(`
      "#1 create-network    p_default  not found
      #2 create-container  p-w-1      no container yet
      #3 copy-in           p-w-1      configs and secrets without a file  after #1 #2
      #4 start-container   p-w-1      new  after #1 #2 #3"
    `)
  })

  test('an engine before API 1.44 gets the other networks one by one', async () => {
    const yaml = 'services: {w: {image: busybox, networks: [a, b]}}\nnetworks: {a: , b: }'
    expect(await upText(yaml, emptyEngine({ apiVersion: '1.41' }))).toMatchInlineSnapshot(`
      "#1 create-network    p_a        not found
      #2 create-network    p_b        not found
      #3 create-container  p-w-1      no container yet
      #4 connect-network   p-w-1 p_b  one more network  after #1 #2 #3
      #5 start-container   p-w-1      new  after #1 #2 #4"
    `)
  })
})

describe('a second up', () => {
  test('plans nothing', async () => {
    const yaml = `
services:
  db: {image: busybox, volumes: [data:/data]}
  web: {image: busybox, scale: 2, depends_on: [db]}
  side: {image: busybox, network_mode: "service:db", volumes_from: [db]}
volumes: {data: }
`
    expect(await upText(yaml, await engineAfter(yaml))).toMatchInlineSnapshot(`
      "= p-db-1  running
      = p-side-1  running
      = p-web-1  running
      = p-web-2  running"
    `)
  })

  test('starts what has ended or never ran, and waits for what that needs', async () => {
    const yaml =
      'services: {db: {image: busybox, healthcheck: {test: "true"}}, web: {image: busybox, depends_on: {db: {condition: service_healthy}}}}'
    const observed = await engineAfter(yaml, {
      'p-db-1': { health: 'starting' },
      'p-web-1': { state: 'exited', exitCode: 3 },
    })
    expect(await upText(yaml, observed)).toMatchInlineSnapshot(`
      "#1 wait             p-db-1 healthy  web needs it
      #2 start-container  p-web-1         exited (3)  after #1
      = p-db-1  running"
    `)
  })

  test('does not wait for a dependency that is known to be healthy', async () => {
    const yaml =
      'services: {db: {image: busybox, healthcheck: {test: "true"}}, web: {image: busybox, depends_on: {db: {condition: service_healthy}}}}'
    const observed = await engineAfter(yaml, { 'p-db-1': { health: 'healthy' }, 'p-web-1': { state: 'created' } })
    expect(await upText(yaml, observed)).toMatchInlineSnapshot(`
      "#1 start-container  p-web-1  created
      = p-db-1  running"
    `)
  })

  test('waits for what starts again, even if all that needs it runs on, and for nothing else', async () => {
    const yaml = `
services:
  mig: {image: busybox}
  db: {image: busybox, healthcheck: {test: "true"}}
  api: {image: busybox, depends_on: {mig: {condition: service_completed_successfully}, db: {condition: service_healthy}}}
`
    const observed = await engineAfter(yaml, {
      'p-mig-1': { state: 'exited', exitCode: 0 },
      'p-db-1': { health: 'starting' },
    })
    expect(await upText(yaml, observed)).toMatchInlineSnapshot(`
      "#1 start-container  p-mig-1            exited (0)
      #2 wait             p-mig-1 completed  api needs it  after #1
      = p-db-1  running
      = p-api-1  running"
    `)
  })

  test('says of what it keeps that another image would replace it', async () => {
    const yaml = 'services: {web: {build: .}, db: {image: busybox}}'
    expect(await upText(yaml, await engineAfter(yaml), { build: 'always' })).toMatchInlineSnapshot(`
      "#1 build-image  p-web  --build
      = p-db-1  running
      = p-web-1  running, replaced if its image changes"
    `)
  })
})

describe('scale', () => {
  test('more containers get the numbers after the highest', async () => {
    const yaml = 'services: {w: {image: busybox, scale: 2}}'
    const observed = await engineAfter(yaml)
    const gap = {
      ...observed,
      containers: observed.containers.map((c) => (c.number === 2 ? { ...c, number: 5, name: 'p-w-5' } : c)),
    }
    expect(await upText(yaml, gap, { scale: new Map([['w', 3]]) })).toMatchInlineSnapshot(`
      "#1 create-container  p-w-6  no container yet
      #2 start-container   p-w-6  new  after #1
      = p-w-1  running
      = p-w-5  running"
    `)
  })

  test('obsolete containers go first, then the highest numbers', async () => {
    const yaml = 'services: {w: {image: busybox, scale: 3}}'
    const observed = await engineAfter(yaml, { 'p-w-1': { configHash: 'old' } })
    expect(await upText(yaml, observed, { scale: new Map([['w', 1]]) })).toMatchInlineSnapshot(`
      "#1 stop-container    p-w-3  scale is 1
      #2 remove-container  p-w-3  scale is 1  after #1
      #3 stop-container    p-w-1  scale is 1
      #4 remove-container  p-w-1  scale is 1  after #3
      = p-w-2  running"
    `)
  })
})
