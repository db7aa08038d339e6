import { readdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { up } from '../../src/index.ts'
import { testProject } from './project.ts'

/** What a process holds. */
export interface Holdings {
  /** Bytes, after a garbage collection. */
  readonly heap: number
  /** Open files and sockets. */
  readonly files: number
  /** What keeps the event loop alive: sockets, timers. */
  readonly handles: number
}

/**
 * Brings a project of idle services up and down in this process. `before` is measured after a tenth of the rounds (at least
 * one), when caches are warm.
 */
export async function soak(size: {
  readonly rounds: number
  readonly services: number
}): Promise<{ readonly before: Holdings; readonly after: Holdings }> {
  const service = '{ image: busybox, init: true, command: sleep 3600 }'
  const services = Array.from({ length: size.services }, (_, i) => `  s${i}: ${service}\n`)
  await using project = await testProject({ 'compose.yaml': `services:\n${services.join('')}` })
  const options = { cwd: project.directory, project: project.name }
  const warm = Math.max(1, Math.floor(size.rounds / 10))
  let before: Holdings | undefined
  for (let round = 1; round <= size.rounds; round += 1) {
    const stack = await up(options)
    await stack[Symbol.asyncDispose]()
    if (round === warm) before = await holdings()
  }
  const after = await holdings()
  return { before: before ?? after, after }
}

/** The least of several looks: the engine's connections close a while after their last answer. */
async function holdings(): Promise<Holdings> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const looks: Holdings[] = []
  for (let i = 0; i < 10; i += 1) {
    await setTimeout(100)
    collect()
    looks.push({
      heap: process.memoryUsage().heapUsed,
      files: readdirSync('/proc/self/fd').length,
      handles: process.getActiveResourcesInfo().length,
    })
  }
  const least = (of: keyof Holdings): number => Math.min(...looks.map((look) => look[of]))
  return { heap: least('heap'), files: least('files'), handles: least('handles') }
}
