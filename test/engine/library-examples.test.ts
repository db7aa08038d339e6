import { readFile } from 'node:fs/promises'
import { test } from 'vitest'
import { apiExamples, apiPath } from '../../scripts/api-document.ts'
import { muster, start } from '../harness/command.ts'
import { install } from '../harness/installed.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, objectsOfCopies, testProject } from '../harness/project.ts'

const file = `
services:
  web: { image: busybox, init: true, command: sh -c "echo hello > /index.html; httpd -f -p 80 -h /", ports: ["8084:80"], volumes: ["data:/data"] }
volumes: { data: {} }
`

const ofVitest = new Set(['getStack', 'endpoint', 'resetStack', 'test', 'globalSetup'])

test.concurrent('the examples of the library run as they stand', async ({ expect }) => {
  const examples = [...apiExamples()].filter(([name]) => !ofVitest.has(name) && name !== 'down')
  const down = apiExamples().get('down') ?? ''
  await using project = await testProject({
    'compose.yaml': file.replace('8084:80', '127.0.0.1::80'),
    'examples.ts': '',
  })
  const blocks = [...examples.map(([, code]) => code), down].map((code) => `{\n${code}\n}`).join('\n')
  const names = ['ComposeError', 'down', ...examples.map(([name]) => name)].join(', ')
  await project.write('package.json', '{ "type": "module" }')
  await project.write(
    'examples.ts',
    `import { ${names} } from 'muster-compose'\n${blocks.replaceAll("'demo'", `'${project.name}'`)}`,
  )
  await install(project.directory)
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
  const outcome = await start([process.execPath, 'examples.ts'], { cwd: project.directory }).done
  expect(outcome.stderr).toBe('')
  expectSuccess(outcome)
  expect(outcome.stdout).toContain('E020')
  expect(await objectsOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] })
})

test.concurrent('the test that the document begins with passes, and leaves nothing', async ({ expect }) => {
  const code = /```js\n([\s\S]*?)```/.exec(await readFile(apiPath, 'utf8'))?.[1] ?? ''
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    image: postgres:16-alpine
    environment: { POSTGRES_PASSWORD: test }
    ports: ["5432:5432"]
    healthcheck: { test: pg_isready -U postgres -h 127.0.0.1 }
`,
    'package.json': '{ "type": "module" }',
    'db.test.js': code,
  })
  await project.write(
    'compose.yaml',
    `name: ${project.name}\n${await readFile(`${project.directory}/compose.yaml`, 'utf8')}`,
  )
  await install(project.directory)
  const { code: exitCode, stdout } = await start([process.execPath, '--test'], { cwd: project.directory }).done
  expect(stdout).toMatch(/pass 1\b/)
  expect(exitCode).toBe(0)
  expect(await objectsOfCopies(project.name)).toEqual([])
})
