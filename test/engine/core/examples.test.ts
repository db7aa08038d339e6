import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { muster } from '../../harness/command.ts'
import { answer, freePort } from '../../harness/http.ts'
import { expectNothingLeft, expectSettled, expectSuccess } from '../../harness/oracles.ts'
import { projectIn } from '../../harness/project.ts'

const examples = [
  { example: 'notes', port: 'NOTES_PORT', kept: /remember me/, oneShots: [] },
  { example: 'shop', port: 'SHOP_PORT', kept: /"orders": [1-9]/, oneShots: [] },
  { example: 'board', port: 'BOARD_PORT', kept: /remember me/, oneShots: [] },
  { example: 'migrate', port: 'MIGRATE_PORT', kept: /remember me/, oneShots: ['migrate'] },
] as const

describe.concurrent.each(examples)('examples/$example', ({ example, port, kept, oneShots }) => {
  test('answers, keeps its data through down and up, and loses it with down -v', async () => {
    await using project = projectIn(fileURLToPath(new URL(`../../../examples/${example}`, import.meta.url)))
    const published = await freePort()
    const env = { [port]: String(published) }
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
