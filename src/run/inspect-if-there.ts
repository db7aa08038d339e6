import { type ContainerDetail, type Engine, EngineError } from '../engine/port.ts'

/** A container as it is now; undefined when it is gone. Rejects with EngineError. */
export async function inspectIfThere(container: string, engine: Engine): Promise<ContainerDetail | undefined> {
  try {
    return await engine.containers.inspect(container)
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined
    throw error
  }
}
