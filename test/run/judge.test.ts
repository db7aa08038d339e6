import { describe, expect, test } from 'vitest'
import type { ContainerDetail } from '../../src/engine/port.ts'
import type { WaitFor } from '../../src/plan/step.ts'
import { judge } from '../../src/run/judge.ts'

const now = Date.parse('2026-01-01T00:00:10Z')

function detail(over: Partial<ContainerDetail>): ContainerDetail {
  return {
    id: 'a',
    name: 'p-db-1',
    state: 'running',
    exitCode: 0,
    error: '',
    oomKilled: false,
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '',
    restartCount: 0,
    restartPolicy: 'no',
    tty: false,
    imageId: 'sha256:1',
    addresses: [],
    exposedPorts: [],
    volumes: [],
    dataFolders: [],
    labels: new Map(),
    raw: {} as ContainerDetail['raw'],
    ...over,
  }
}

const check = { test: ['CMD-SHELL', 'true'], interval: 0, timeout: 0, startPeriod: 0, startInterval: 0, retries: 0 }
const health = (status: 'starting' | 'healthy' | 'unhealthy'): Partial<ContainerDetail> => ({
  healthcheck: check,
  health: { status, failingStreak: 0, log: [] },
})

const rows: readonly { name: string; until: WaitFor; seen: Partial<ContainerDetail> | undefined; verdict: string }[] = [
  { name: 'healthy is ready', until: 'healthy', seen: health('healthy'), verdict: 'ready healthy' },
  { name: 'starting is not yet', until: 'healthy', seen: health('starting'), verdict: 'not-yet' },
  { name: 'unhealthy fails', until: 'healthy', seen: health('unhealthy'), verdict: 'failed unhealthy' },
  { name: 'no healthcheck can never be healthy', until: 'healthy', seen: {}, verdict: 'failed no-healthcheck' },
  {
    name: 'a disabled healthcheck is none',
    until: 'healthy',
    seen: { healthcheck: { ...check, test: ['NONE'] } },
    verdict: 'failed no-healthcheck',
  },
  {
    name: 'an end before health fails',
    until: 'healthy',
    seen: { ...health('starting'), state: 'exited', exitCode: 0 },
    verdict: 'failed exited',
  },
  {
    name: 'between two restarts is not yet',
    until: 'healthy',
    seen: { ...health('starting'), state: 'restarting' },
    verdict: 'not-yet',
  },
  {
    name: 'many restarts are a crash loop',
    until: 'healthy',
    seen: { ...health('starting'), restartCount: 7 },
    verdict: 'failed crash-loop',
  },
  {
    name: 'the last start must be some time ago',
    until: 'settled',
    seen: { startedAt: '2026-01-01T00:00:09.900Z', restartCount: 0 },
    verdict: 'not-yet again 900',
  },
  {
    name: 'what has crashed once must run for longer',
    until: 'settled',
    seen: { startedAt: '2026-01-01T00:00:08.500Z', restartCount: 1 },
    verdict: 'not-yet again 1000',
  },
  {
    name: 'what has not crashed need not',
    until: 'settled',
    seen: { startedAt: '2026-01-01T00:00:08.500Z', restartCount: 0 },
    verdict: 'ready running',
  },
  { name: 'running for a while is settled', until: 'settled', seen: {}, verdict: 'ready running' },
  {
    name: 'settled means healthy where there is a healthcheck',
    until: 'settled',
    seen: health('starting'),
    verdict: 'not-yet',
  },
  { name: 'a job that exited 0 is settled', until: 'settled', seen: { state: 'exited' }, verdict: 'ready completed' },
  {
    name: 'a job that exited 0 under on-failure is settled',
    until: 'settled',
    seen: { state: 'exited', restartPolicy: 'on-failure' },
    verdict: 'ready completed',
  },
  {
    name: 'a job that exited 3 failed',
    until: 'settled',
    seen: { state: 'exited', exitCode: 3 },
    verdict: 'failed exited',
  },
  {
    name: 'a service that should run for ever and ended is not settled',
    until: 'settled',
    seen: { state: 'exited', restartPolicy: 'always' },
    verdict: 'failed exited',
  },
  { name: 'a running job is not completed', until: 'completed', seen: {}, verdict: 'not-yet' },
  { name: 'exit 0 is completed', until: 'completed', seen: { state: 'exited' }, verdict: 'ready completed' },
  { name: 'exit 3 is not', until: 'completed', seen: { state: 'exited', exitCode: 3 }, verdict: 'failed exited' },
  {
    name: 'a job that is restarted after a failure is not over',
    until: 'completed',
    seen: { state: 'restarting', exitCode: 3 },
    verdict: 'not-yet',
  },
  { name: 'a removed container will not become ready', until: 'running', seen: undefined, verdict: 'failed gone' },
]

describe('a wait is judged by one look', () => {
  test.each(rows)('$until: $name', ({ until, seen, verdict }) => {
    const container = seen && detail(seen)
    const uptime = now - Date.parse(container?.startedAt ?? '')
    const judged = judge(container, until, { uptime, restartsBefore: 2 })
    const words = [
      judged.kind,
      'because' in judged ? judged.because : '',
      'again' in judged ? `again ${String(judged.again)}` : '',
    ]
    expect(words.filter((word) => word !== '').join(' ')).toBe(verdict)
  })
})
