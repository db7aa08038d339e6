import { test } from 'vitest'
import { apiExamples } from '../../scripts/api-document.ts'
import { muster, start } from '../harness/command.ts'
import { install } from '../harness/installed.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'

const file = `
services:
  web: { image: busybox, init: true, command: sh -c "echo hello > /index.html; httpd -f -p 80 -h /", ports: ["8084:80"] }
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
  const names =
    'ComposeError, config, connect, down, errorCode, explain, formatDiagnostic, formatPlan, load, plan, planJson, planSummary, up'
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
