import { describe, expect, test } from 'vitest'
import { emptyEngine, engineAfter, upText } from './helper.ts'

describe('images', () => {
  test('each missing image is pulled once', async () => {
    expect(await upText('services: {a: {image: nginx}, b: {image: nginx}}')).toMatchInlineSnapshot(`
      "#1 pull-image        nginx      missing locally
      #2 create-network    p_default  not found
      #3 create-container  p-a-1      no container yet  after #1
      #4 create-container  p-b-1      no container yet  after #1
      #5 start-container   p-a-1      new  after #2 #3
      #6 start-container   p-b-1      new  after #2 #4"
    `)
  })

  test('with image and build, the pull may fail and the build follows if it did', async () => {
    expect(await upText('services: {a: {image: x, build: .}}')).toMatchInlineSnapshot(`
      "#1 pull-image        x          missing locally
      #2 build-image       x          missing locally  after #1
      #3 create-network    p_default  not found
      #4 create-container  p-a-1      no container yet  after #2
      #5 start-container   p-a-1      new  after #3 #4"
    `)
  })

  test('without image name only a missing image is built', async () => {
    expect(await upText('services: {web: {build: .}, other: {build: .}}', emptyEngine(), { start: 'none' }))
      .toMatchInlineSnapshot(`
      "#1 build-image       p-other    not built yet
      #2 create-network    p_default  not found
      #3 create-container  p-other-1  no container yet  after #1 #2
      #4 create-container  p-web-1    no container yet  after #2"
    `)
  })

  test('--build always builds, pull policy always pulls', async () => {
    const yaml = 'services: {web: {build: .}, b: {image: busybox, pull_policy: always}}'
    expect(await upText(yaml, emptyEngine(), { build: 'always', start: 'none' })).toMatchInlineSnapshot(`
      "#1 pull-image        busybox    pull policy: always
      #2 build-image       p-web      --build
      #3 create-network    p_default  not found
      #4 create-container  p-b-1      no container yet  after #1 #3
      #5 create-container  p-web-1    no container yet  after #2 #3"
    `)
  })

  test('an image that may not be pulled and is not there is refused before anything is done', async () => {
    await expect(upText('services: {a: {image: nginx, pull_policy: never}}')).rejects.toThrow(
      'a: No such image: nginx: pull_policy is never',
    )
  })
})

describe('orphans', () => {
  const two = 'services: {a: {image: busybox}, old: {image: busybox, ports: ["80:80"]}}'
  const one = 'services: {a: {image: busybox}, b: {image: busybox, ports: ["80:80"]}}'

  test('are named and kept', async () => {
    expect(await upText(one, await engineAfter(two))).toMatchInlineSnapshot(`
      "#1 create-container  p-b-1  no container yet
      #2 start-container   p-b-1  new  after #1
      = p-a-1  running
      orphan p-old-1"
    `)
  })

  test('are removed when asked for, and free their ports before others start', async () => {
    expect(await upText(one, await engineAfter(two), { orphans: 'remove' })).toMatchInlineSnapshot(`
      "#1 stop-container    p-old-1  no service of the project
      #2 remove-container  p-old-1  no service of the project  after #1
      #3 create-container  p-b-1    no container yet
      #4 start-container   p-b-1    new  after #2 #3
      = p-a-1  running"
    `)
  })
})

describe('what must be there', () => {
  test('external networks and volumes are reported together, with their places', async () => {
    const yaml = `
services: {a: {image: busybox, networks: [n], volumes: [vol:/v]}}
networks: {n: {external: true}}
volumes: {vol: {external: true}}
`
    const error: unknown = await upText(yaml).catch((thrown: unknown) => thrown)
    expect((error as { diagnostics: { message: string }[] }).diagnostics.map((d) => d.message)).toEqual([
      'network n declared as external, but could not be found',
      'external volume "vol" not found',
    ])
  })

  test('an external network that is there is used and never touched', async () => {
    const yaml = 'services: {a: {image: busybox, networks: [n]}}\nnetworks: {n: {external: true, name: theirs}}'
    const networks = new Map([['theirs', [{ id: 'i', name: 'theirs', labels: new Map<string, string>() }]]])
    expect(await upText(yaml, emptyEngine({ networks }))).toMatchInlineSnapshot(`
      "#1 create-container  p-a-1  no container yet
      #2 start-container   p-a-1  new  after #1"
    `)
  })
})
