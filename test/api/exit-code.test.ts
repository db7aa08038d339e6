import { expect, test } from 'vitest'
import { type ExitCodes, exitCodeOf } from '../../src/api/exit-code.ts'
import { ForeignProject } from '../../src/api/project/foreign-project.ts'
import { testExitCode } from '../../src/api/test/exit-code.ts'
import { WaitTimeout } from '../../src/api/wait-ready.ts'
import { EngineError } from '../../src/engine/port.ts'
import { type ExplainedFailure, UpFailed } from '../../src/plan/up-failed.ts'
import { NotReady } from '../../src/run/preflight/preflight.ts'
import { LockTimeout } from '../../src/run/project-lock.ts'
import type { DiagnosticKind } from '../../src/source/codes.ts'
import { ComposeError, type Diagnostic } from '../../src/source/diagnostic.ts'

const mistake = (kind: DiagnosticKind): Diagnostic => ({ severity: 'error', kind, message: kind, notes: [] })
const failure = (more: Partial<ExplainedFailure>): ExplainedFailure => ({ message: 'm', log: [], blocked: [], ...more })
const failed = (...failures: readonly Partial<ExplainedFailure>[]): UpFailed => new UpFailed('m', failures.map(failure))
const unhealthy = { service: 'db', kind: 'unhealthy' } as const
const late = { service: 'web', kind: 'not-ready', pending: true } as const

test.each<[what: string, error: unknown, detailed: number]>([
  ['an unknown key', new ComposeError([mistake('unknown-key')]), 3],
  [
    'an undefined service behind a warning',
    new ComposeError([{ ...mistake('obsolete'), severity: 'warning' }, mistake('undefined-service')]),
    3,
  ],
  ['an env file', new ComposeError([mistake('env-file')]), 3],
  ['a provider without consent', new ComposeError([mistake('provider-consent')]), 7],
  ['the name of a copy', new ComposeError([mistake('isolate-name')]), 1],
  ['an unhealthy service', failed(unhealthy), 4],
  ['a service that cannot be started', failed({ service: 'db', kind: 'engine-refused' }), 4],
  ['a service that failed while another one was late', failed(late, unhealthy), 4],
  ['a service that was late', failed(late), 5],
  ['an image that cannot be pulled', failed({ service: 'db', kind: 'pull-failed' }), 1],
  ['an image that cannot be built', failed({ service: 'db', kind: 'build-failed' }), 1],
  ['a network that cannot be made', failed({ kind: 'engine-refused' }), 1],
  ['an engine that does not answer', new EngineError('gone', { operation: 'connect' }), 1],
  ['something else', 'text', 1],
])('%s', (_, error, detailed) => {
  expect(exitCodeOf(error, 'compose')).toBe(1)
  expect(exitCodeOf(error, 'detailed')).toBe(detailed)
})

test.each<[error: Error, code: number]>([
  [new WaitTimeout('m'), 5],
  [new LockTimeout('m'), 6],
  [new ForeignProject('m'), 7],
  [new NotReady([mistake('host-port')]), 7],
])('%o has its code in any case', (error, code) => {
  for (const codes of ['compose', 'detailed'] as const) expect(exitCodeOf(error, codes)).toBe(code)
})

test.each<[error: Error, codes: ExitCodes, code: number]>([
  [failed(late), 'compose', 4],
  [failed(late), 'detailed', 5],
  [failed({ kind: 'engine-refused' }), 'detailed', 4],
  [new ComposeError([mistake('unknown-key')]), 'compose', 1],
  [new ComposeError([mistake('unknown-key')]), 'detailed', 3],
])('a test that %o kept from being run', (error, codes, code) => {
  const report = { verdict: { kind: 'failed', error }, side: [], afterwards: { kind: 'removed' } } as const
  expect(testExitCode(report, codes)).toBe(code)
})
