import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { composeVariables } from '../../src/api/world/compose-variables.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'muster-variables-'))))
afterAll(() => rm(folder, { recursive: true }))

const options = { files: [], envFiles: [], profiles: [], allResources: false, compatibility: false }

async function variables(...files: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const paths = files.map((_, index) => join(folder, `${index}.env`))
  for (const [index, text] of files.entries()) await writeFile(paths[index] ?? '', text)
  const env = new Map([['SHELL_ONLY', 'yes']])
  const found = await composeVariables({ ...options, envFiles: paths }, { cwd: folder, home: folder, env })
  return Object.fromEntries(found)
}

test('a COMPOSE_ variable may use one of an env file that sets none itself', async () => {
  expect(await variables('A=dev', 'COMPOSE_PROFILES=$A')).toEqual({ SHELL_ONLY: 'yes', COMPOSE_PROFILES: 'dev' })
})

test('env files without COMPOSE_ variables are left to the load', async () => {
  expect(await variables('A=dev\nB=${A:?', '')).toEqual({ SHELL_ONLY: 'yes' })
})

test.each([
  ['COMPOSE_DISABLE_ENV_FILE', '1'],
  ['COMPOSE_ENV_FILES', 'other.env'],
])('an env file that is not read because of %s gives none', async (name, value) => {
  await writeFile(join(folder, '.env'), 'COMPOSE_PROFILES=dev')
  await writeFile(join(folder, 'other.env'), 'COMPOSE_PROJECT_NAME=other')
  const env = new Map([[name, value]])
  const found = await composeVariables(options, { cwd: folder, home: folder, env })
  expect(found.get('COMPOSE_PROFILES')).toBeUndefined()
})
