import type { BuildOne, Waiting } from '../build/builds.ts'

/**
 * Builds whose images others take as contexts come before these; each image is built once. What nobody asked for itself
 * speaks through the build that needs it.
 */
export function inOrder(batch: readonly Pick<Waiting, 'build' | 'options'>[], one: BuildOne): BuildOne {
  const running = new Map<string, Promise<string>>()
  const start: BuildOne = async (build, options) => {
    const asked = batch.find((other) => other.build.name === build.name)
    const needed = [...(build.contexts?.values() ?? [])].filter((value) => typeof value !== 'string')
    await Promise.all(needed.map(async (other) => await share(other, asked?.options ?? options)))
    return await one(asked?.build ?? build, asked?.options ?? options)
  }
  const share: BuildOne = async (build, options) => {
    const known = running.get(build.name) ?? start(build, options)
    running.set(build.name, known)
    return await known
  }
  return share
}
