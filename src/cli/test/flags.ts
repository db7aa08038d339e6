import { boolean, type FlagsFor, int, list, string } from '../command.ts'

export interface TestFlags {
  readonly artifacts: string | undefined
  readonly build: boolean
  readonly env: readonly string[]
  readonly 'ignore-exits': boolean
  readonly junit: string | undefined
  readonly 'keep-on-failure': boolean
  readonly 'no-TTY': boolean
  readonly 'no-fast-probes': boolean
  readonly pull: string | undefined
  readonly timeout: string | undefined
  readonly up: readonly string[]
  readonly 'wait-timeout': number | undefined
}

export const testFlags: FlagsFor<TestFlags> = {
  artifacts: string('Folder for the logs of every container, events, health checks, inspect output and a summary', {
    placeholder: 'DIR',
  }),
  build: boolean('Build images before starting containers'),
  env: list('Set environment variables of the test', { char: 'e', placeholder: 'NAME[=VALUE]' }),
  'ignore-exits': boolean('Let services fail while the test runs'),
  junit: string('Write a JUnit report', { placeholder: 'FILE' }),
  'keep-on-failure': boolean('Leave everything as it is when the test fails'),
  'no-TTY': boolean('Disable pseudo-TTY allocation (default: auto-detected)', { char: 'T', aliases: ['no-tty'] }),
  'no-fast-probes': boolean("Leave healthchecks to the engine's own pace"),
  pull: string('Pull images before running', { options: ['always', 'missing', 'never'] }),
  timeout: string('How long the test may take, for instance 5m; the exit code is then 5', { placeholder: 'DURATION' }),
  up: list('Bring up this service and what it needs, instead of all', { placeholder: 'SERVICE' }),
  'wait-timeout': int('Maximum duration in seconds to wait for the project', { placeholder: 'SECONDS' }),
}
