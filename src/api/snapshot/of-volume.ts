import { EngineError } from '../../engine/engine-error.ts'

/** Does the work, and says of which volume it was where the engine refuses it: it names a file in a container that nobody knows. */
export async function ofVolume<T>(volume: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof EngineError) || error.status === undefined) throw error
    const { status, operation } = error
    const message = `volume ${volume}: ${error.message.replaceAll('/muster/volume', '')}`
    throw new EngineError(message, { status, operation, cause: error })
  }
}
