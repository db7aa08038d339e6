import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'vitest'
import { browserPath } from '../harness/browser.ts'
import { start } from '../harness/command.ts'
import { install } from '../harness/installed.ts'

const examples = fileURLToPath(new URL('../../examples/testing', import.meta.url))

const runners = [
  {
    example: 'vitest',
    needs: ['vitest'],
    command: ['node_modules/vitest/vitest.mjs', 'run'],
    passed: /Tests .*3 passed/,
  },
  { example: 'node-test', needs: [], command: ['--test'], passed: /pass 3/ },
  {
    example: 'jest',
    needs: ['jest'],
    command: ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
    passed: /Tests: +2 passed/,
  },
  {
    example: 'playwright',
    needs: ['@playwright/test'],
    command: ['node_modules/@playwright/test/cli.js', 'test'],
    passed: /5 passed/,
  },
] as const

describe.concurrent.each(runners)('examples/testing/$example', ({ example, needs, command, passed }) => {
  test('passes as it stands, installed as npm would', async ({ expect }) => {
    const folder = await mkdtemp(join(tmpdir(), 'mt-runner-'))
    try {
      await cp(examples, folder, { recursive: true })
      await install(join(folder, example), needs)
      const { code, stdout, stderr } = await start([process.execPath, ...command], {
        cwd: join(folder, example),
        env: example === 'playwright' ? { BROWSER_PATH: browserPath() } : {},
      }).done
      expect(`${stdout}${stderr}`).toMatch(passed)
      expect(code).toBe(0)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
