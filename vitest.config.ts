import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/engine/**'],
          globalSetup: ['scripts/vitest-setup.ts'],
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          globalSetup: ['scripts/vitest-setup.ts'],
          // testcontainers would start its own reaper container; the tests clean up themselves.
          env: { TESTCONTAINERS_RYUK_DISABLED: 'true' },
          // Containers of several files start side by side; the engine, not the CPU, sets the pace.
          maxWorkers: 4,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})

export default config
