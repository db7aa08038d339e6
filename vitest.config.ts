import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.ts'

const config: ViteUserConfig = defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/engine/**'],
          globalSetup: ['scripts/vitest-setup.ts'],
          setupFiles: ['scripts/vitest-seed.ts'],
          // They run before there is an engine, and would pass on a machine that has one.
          env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
          expect: { poll: { timeout: 30_000 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
          // A busy machine takes its time; only what hangs comes so far.
          expect: { poll: { timeout: 60_000, interval: 100 } },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})

export default config
