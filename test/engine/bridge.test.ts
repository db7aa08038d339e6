import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'

const stack = `
services:
  My_Web:
    image: nginx:alpine
    user: "1000:1001"
    ports: ["8080:80", "8443:443/udp"]
    expose: ["9000"]
    environment: { A: "1", B: "true" }
    entrypoint: [run]
    command: [a, b]
    volumes: ["data:/d", "./:/src:ro"]
    tmpfs: /run
    configs: [page]
    secrets: [{ source: key, target: /k, mode: 0400 }]
    healthcheck: { test: ["CMD", "true"], interval: 1500ms, retries: 3 }
    stop_grace_period: 3s
    deploy: { replicas: 2, resources: { limits: { cpus: "0.5", memory: 64M } } }
  db: { image: busybox, depends_on: [My_Web] }
volumes: { data: {}, there: { external: true } }
configs: { page: { content: "hello $\${x}" } }
secrets: { key: { environment: KEY } }
`

describe('bridge convert', () => {
  test('writes manifests in the layout of docker’s bridge', async () => {
    await using project = await testProject({ 'compose.yaml': stack })
    const { code, stderr } = await muster(project, ['bridge', 'convert', '-o', 'k8s'], { env: { KEY: 's3cret' } })
    expect({ code, secret: stderr.includes('s3cret') }).toEqual({ code: 0, secret: false })
    const read = async (path: string): Promise<never> =>
      parse(await readFile(join(project.directory, 'k8s', path), 'utf8')) as never
    expect((await readdir(join(project.directory, 'k8s/base'))).toSorted()).toEqual([
      `0-${project.name}-namespace.yaml`,
      'data-persistentVolumeClaim.yaml',
      'db-deployment.yaml',
      'key-secrets.yaml',
      'kustomization.yaml',
      'my-web-deployment.yaml',
      'my-web-expose.yaml',
      'page-configs.yaml',
    ])
    expect(await read('overlays/desktop/kustomization.yaml')).toMatchObject({
      resources: ['../../base', 'my-web-service.yaml'],
    })
    expect(await read('base/my-web-deployment.yaml')).toMatchObject({
      kind: 'Deployment',
      spec: {
        replicas: 2,
        template: {
          spec: {
            terminationGracePeriodSeconds: 3,
            containers: [
              {
                image: 'nginx:alpine',
                command: ['run'],
                args: ['a', 'b'],
                env: [
                  { name: 'A', value: '1' },
                  { name: 'B', value: 'true' },
                ],
                readinessProbe: { exec: { command: ['true'] }, periodSeconds: 2, failureThreshold: 3 },
                resources: { limits: { cpu: '0.5', memory: '67108864' } },
                securityContext: { runAsUser: 1000, runAsGroup: 1001 },
                volumeMounts: [
                  { name: 'data', mountPath: '/d' },
                  { mountPath: '/src', readOnly: true },
                  { mountPath: '/run' },
                  { mountPath: '/page', subPath: 'page' },
                  { mountPath: '/k', subPath: 'k' },
                ],
              },
            ],
          },
        },
      },
    })
    expect(await read('base/my-web-expose.yaml')).toMatchObject({
      spec: { type: 'ClusterIP', ports: [{ port: 9000 }, { port: 80 }, { port: 443, protocol: 'UDP' }] },
    })
    expect(await read('overlays/desktop/my-web-service.yaml')).toMatchObject({
      spec: {
        type: 'LoadBalancer',
        ports: [
          { port: 8080, targetPort: 80 },
          { port: 8443, targetPort: 443 },
        ],
      },
    })
    expect(await read('base/page-configs.yaml')).toMatchObject({ data: { page: 'hello ${x}' } })
    expect(await read('base/key-secrets.yaml')).toMatchObject({
      data: { key: Buffer.from('s3cret').toString('base64') },
    })
  })

  test.each([
    [['--templates', 'x'], '--templates'],
    [['-t', 'image'], '--transformation'],
  ])('refuses %s by name', async (flags, name) => {
    await using project = await testProject({ 'compose.yaml': stack })
    const { code, stderr } = await muster(project, ['bridge', 'convert', ...flags])
    expect({ code, named: stderr.includes(`bridge convert ${name} is not supported`) }).toEqual({
      code: 1,
      named: true,
    })
  })
})

describe('alpha', () => {
  test.each([
    [[]],
    [['--networks', '--ports', '--image']],
    [['--spaces', '--indentation-size', '3']],
    [['--indentation-size', '-1']],
  ])('viz %s draws what docker compose draws, but for the order', async (flags) => {
    await using project = await testProject({ 'compose.yaml': stack })
    const args = ['alpha', 'viz', ...flags]
    const [ours, theirs] = [await muster(project, args), await dockerCompose(project, args)]
    const sorted = (text: string): readonly string[] => text.split('\n').toSorted()
    expect({ out: sorted(ours.stdout), code: ours.code }).toEqual({ out: sorted(theirs.stdout), code: theirs.code })
  })

  test('generate describes a container as docker compose does', async () => {
    await using project = await testProject({
      'compose.yaml': `
services:
  a: { image: busybox, command: sleep 100, ports: ["80"], volumes: ["data:/d"], environment: { A: b }, stop_grace_period: 0s }
volumes: { data: {} }`,
    })
    expectSuccess(await muster(project, ['up', '-d']))
    for (const flags of [[], ['--format', 'json'], ['--name', 'other']]) {
      const args = ['alpha', 'generate', ...flags, `${project.name}-a-1`]
      const [ours, theirs] = [await muster(project, args), await dockerCompose(project, args)]
      expect(ours.stdout.split('\n').filter(isShared)).toEqual(theirs.stdout.split('\n').filter(isShared))
    }
    expect((await muster(project, ['alpha', 'generate', 'nosuch-container'])).code).toBe(1)
    expect(await engineRequest('GET', '/containers/nosuch-container/json')).toBeUndefined()
  })
})

/** docker compose does not know muster's own label. */
function isShared(line: string): boolean {
  return !line.includes('dev.muster.')
}
