import type { CommitOptions } from '../../engine/container-looks.ts'
import { type Engine, EngineError } from '../../engine/port.ts'
import type { World } from '../world/world.ts'

/**
 * Makes an image of a container and resolves with its id. Where the engine's answer is lost, it is looked whether the image
 * is there: then that is told and the commit has succeeded, otherwise the error says what is known.
 */
export async function commitKnown(
  container: string,
  request: CommitOptions,
  { engine, emit, signal }: Pick<World, 'emit' | 'signal'> & { readonly engine: Engine },
): Promise<string> {
  const { name } = request
  const reference = name && `${name.repository}:${name.tag}`
  const found = async (): Promise<string | undefined> => reference && (await engine.images.inspect(reference))?.id
  const before = await found()
  try {
    return await engine.containers.commit(container, request)
  } catch (error) {
    if (signal.aborted || !(error instanceof EngineError) || error.status !== undefined) throw error
    const made = await found().catch(() => before)
    if (made === undefined || made === before) throw unknown(error, reference)
    emit({ type: 'warning', message: `the engine's answer was lost, but it has made ${reference}: ${error.message}` })
    return made
  }
}

function unknown(error: EngineError, reference: string | undefined): EngineError {
  const { operation, diagnosticKind } = error
  const look =
    reference === undefined
      ? 'an image without a name may have been made: `docker image ls --filter dangling=true` lists them'
      : `${reference} has not been made so far: look with \`docker image inspect ${reference}\` whether it is there later, or commit again`
  return new EngineError(`${error.message}\n${look}`, {
    operation,
    cause: error,
    ...(diagnosticKind === undefined ? {} : { diagnosticKind }),
  })
}
