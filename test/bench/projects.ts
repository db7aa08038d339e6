/** The compose files that the benchmark measures. `init: true` lets a container stop at once, so that the tools are measured and not the grace period. */

const sleeper = `
    image: busybox
    command: sleep 3600
    init: true`

/** Services without dependencies. */
export function flat(services: number): string {
  return `services:${range(services)
    .map((i) => `\n  s${i}:${sleeper}`)
    .join('')}\n`
}

/** One service, several replicas. */
export function replicas(scale: number): string {
  return `services:\n  web:${sleeper}\n    scale: ${scale}\n`
}

/** Each service waits for the one before it to be healthy. `interval` undefined: the engine's default of 30 s. */
export function chain(services: number, interval?: string): string {
  const check = `\n    healthcheck:\n      test: ["CMD", "true"]${interval === undefined ? '' : `\n      interval: ${interval}`}`
  const needs = (i: number): string =>
    i === 0 ? '' : `\n    depends_on:\n      s${i - 1}:\n        condition: service_healthy`
  return `services:${range(services)
    .map((i) => `\n  s${i}:${sleeper}${check}${needs(i)}`)
    .join('')}\n`
}

/** A chain of services that ignore SIGTERM. */
export function deaf(services: number): string {
  const needs = (i: number): string => (i === 0 ? '' : `\n    depends_on: [s${i - 1}]`)
  const body = `\n    image: busybox\n    command: ["sh", "-c", "trap '' TERM; while true; do sleep 1; done"]`
  return `services:${range(services)
    .map((i) => `\n  s${i}:${body}${needs(i)}`)
    .join('')}\n`
}

function range(n: number): readonly number[] {
  return Array.from({ length: n }, (_, i) => i)
}
