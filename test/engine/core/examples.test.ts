import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { muster } from '../../harness/command.ts'
import { answer, freePort } from '../../harness/http.ts'
import { expectNothingLeft, expectSettled, expectSuccess } from '../../harness/oracles.ts'
import { projectIn, testProject } from '../../harness/project.ts'

const examples = [
  { example: 'notes', port: 'NOTES_PORT', kept: /remember me/, oneShots: [], checked: ['api', 'db'] },
  { example: 'shop', port: 'SHOP_PORT', kept: /"orders": [1-9]/, oneShots: [], checked: ['api', 'db', 'cache'] },
  { example: 'board', port: 'BOARD_PORT', kept: /remember me/, oneShots: [], checked: [] },
  { example: 'migrate', port: 'MIGRATE_PORT', kept: /remember me/, oneShots: ['migrate'], checked: ['db'] },
] as const

/** On a busy machine a database may set itself up for longer than the checks of a file allow. */
function patience(services: readonly string[]): string {
  return `services:\n${services.map((name) => `  ${name}: { healthcheck: { retries: 1000 } }\n`).join('')}`
}

describe.concurrent.each(examples)('examples/$example', ({ example, port, kept, oneShots, checked }) => {
  test('answers, keeps its data through down and up, and loses it with down -v', async () => {
    await using project = projectIn(fileURLToPath(new URL(`../../../examples/${example}`, import.meta.url)))
    await using patient = await testProject({ 'patient.yaml': patience(checked) })
    const published = await freePort()
    const files = checked.length === 0 ? {} : { COMPOSE_FILE: `compose.yaml:${patient.directory}/patient.yaml` }
    const env = { [port]: String(published), ...files }
    const url = `http://127.0.0.1:${published}/`

    expectSuccess(await muster(project, ['up', '-d', '--wait'], { env }))
    await answer(url, { method: 'POST', body: 'remember me' })
    expect(await answer(url)).toMatch(kept)
    await expectSettled(project, { env, oneShots })

    expectSuccess(await muster(project, ['down', '-t', '3'], { env }))
    await expectNothingLeft(project, 'kept')
    expectSuccess(await muster(project, ['up', '-d', '--wait'], { env }))
    expect(await answer(url)).toMatch(kept)

    expectSuccess(await muster(project, ['down', '-v', '-t', '3'], { env }))
    await expectNothingLeft(project)
    expectSuccess(await muster(project, ['up', '-d', '--wait'], { env }))
    expect(await answer(url)).not.toMatch(kept)
    expectSuccess(await muster(project, ['down', '-v', '-t', '3'], { env }))
  })
})
