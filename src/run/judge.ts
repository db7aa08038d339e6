import type { ContainerDetail } from '../engine/port.ts'
import type { WaitFor } from '../plan/step.ts'

/** What one look at a container says about a wait. */
export type Verdict =
  | { readonly kind: 'ready'; readonly because: 'healthy' | 'running' | 'completed' }
  /** `again`: milliseconds after which time alone may change the verdict. */
  | { readonly kind: 'not-yet'; readonly again?: number }
  | { readonly kind: 'failed'; readonly because: FailureKind; readonly message: string; readonly exitCode?: number }

/** Why a wait cannot end well any more. */
export type FailureKind = 'unhealthy' | 'exited' | 'crash-loop' | 'no-healthcheck' | 'gone' | 'unseen'

/** What a verdict depends on besides the container. */
export interface Circumstances {
  /** Milliseconds for which the container has run, as far as is known (`uptimeSince`). */
  readonly uptime: number
  /** The container's restart count when the wait began; older restarts do not count. */
  readonly restartsBefore: number
}

/**
 * How long a container without a healthcheck must run before it counts as up, milliseconds: long enough that a process which
 * fails as it starts is seen as ended. (docker compose 2.40.3 takes its first look 500 ms after the last start.)
 */
const settleTime = 1_000

/**
 * The same for one that the engine has restarted, milliseconds: it crashed at least once, and on a busy machine each run
 * of a crash loop may last for a while.
 */
const settleTimeAfterRestart = 2_500

/** After so many restarts during one wait the container crashes in a loop (the engine's back-off makes that about 3 s). */
const restartLimit = 5

/** Judges a wait by one look at the container. Pure; undefined means that the container is gone. */
export function judge(detail: ContainerDetail | undefined, until: WaitFor, at: Circumstances): Verdict {
  if (detail === undefined) return { kind: 'failed', because: 'gone', message: 'was removed' }
  if (detail.restartCount - at.restartsBefore >= restartLimit) return crashLoop(detail)
  switch (until) {
    case 'running':
      return running(detail) ? { kind: 'ready', because: 'running' } : ended(detail)
    case 'completed':
      return completed(detail)
    case 'healthy':
      if (!isProbed(detail)) return noHealthcheck()
      return healthy(detail)
    case 'settled':
      return isProbed(detail) ? healthy(detail) : settled(detail, at)
  }
}

function running(detail: ContainerDetail): boolean {
  return detail.state === 'running'
}

function isProbed(detail: ContainerDetail): boolean {
  const [kind] = detail.healthcheck?.test ?? []
  return detail.health !== undefined || (kind !== undefined && kind !== 'NONE')
}

function healthy(detail: ContainerDetail): Verdict {
  if (!running(detail)) return ended(detail)
  switch (detail.health?.status) {
    case 'healthy':
      return { kind: 'ready', because: 'healthy' }
    case 'unhealthy':
      return { kind: 'failed', because: 'unhealthy', message: 'is unhealthy' }
    case 'starting':
    case undefined:
      return { kind: 'not-yet' }
  }
}

function settled(detail: ContainerDetail, { uptime }: Circumstances): Verdict {
  if (running(detail)) {
    const enough = detail.restartCount > 0 ? settleTimeAfterRestart : settleTime
    return uptime >= enough ? { kind: 'ready', because: 'running' } : { kind: 'not-yet', again: enough - uptime }
  }
  const mayEnd = detail.restartPolicy === '' || detail.restartPolicy === 'no' || detail.restartPolicy === 'on-failure'
  if (detail.state === 'exited' && detail.exitCode === 0 && mayEnd) return { kind: 'ready', because: 'completed' }
  return ended(detail)
}

function completed(detail: ContainerDetail): Verdict {
  if (detail.state !== 'exited' && detail.state !== 'dead') return { kind: 'not-yet' }
  if (detail.exitCode === 0) return { kind: 'ready', because: 'completed' }
  return ended(detail)
}

/** A container that does not run: over for good, or between two runs. */
function ended(detail: ContainerDetail): Verdict {
  switch (detail.state) {
    case 'exited':
    case 'dead': {
      const message = detail.oomKilled ? `exited (${detail.exitCode}), out of memory` : `exited (${detail.exitCode})`
      return { kind: 'failed', because: 'exited', message, exitCode: detail.exitCode }
    }
    case 'removing':
      return { kind: 'failed', because: 'gone', message: 'is being removed' }
    case 'created':
    case 'running':
    case 'paused':
    case 'restarting':
      return { kind: 'not-yet' }
  }
}

function crashLoop(detail: ContainerDetail): Verdict {
  const message = `keeps restarting (${detail.restartCount} times, last exit code ${detail.exitCode})`
  return { kind: 'failed', because: 'crash-loop', message, exitCode: detail.exitCode }
}

function noHealthcheck(): Verdict {
  return { kind: 'failed', because: 'no-healthcheck', message: 'has no healthcheck configured' }
}
