import { type Engine, EngineError } from '../../engine/port.ts'
import type { Undo } from './notes.ts'

/** Takes a fault back, one container after the other. What is so already, or gone, is no error; any other is thrown at the end. */
export async function undoAll(steps: readonly Undo[], engine: Engine): Promise<void> {
  const errors: unknown[] = []
  for (const step of steps) await undo(step, engine).catch((error: unknown) => errors.push(error))
  if (errors.length > 0) throw errors[0]
}

async function undo(step: Undo, { containers, networks }: Engine): Promise<void> {
  switch (step.do) {
    case 'unpause':
      return await containers.unpause(step.container).catch(unless(/is not paused|is not running/))
    case 'start':
      return await startAgain(step, containers)
    case 'connect':
      return await networks
        .connect(step.network, step.container, step.endpoint)
        .catch(unless(/already (exists|attached|connected)|marked for removal/))
  }
}

/** Not where somebody has started it meanwhile: it runs then, or is stopped because they want it so. */
async function startAgain(
  { container, startedAt }: Undo & { readonly do: 'start' },
  containers: Engine['containers'],
): Promise<void> {
  const now = await containers.inspect(container).catch(unless(/is already being removed|marked for removal/))
  if (now === undefined || now.startedAt !== startedAt) return
  await containers.start(container).catch(unless(/is already being removed|marked for removal/))
}

/** A container or network that is gone needs nothing back. */
function unless(harmless: RegExp): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof EngineError && (error.status === 404 || harmless.test(error.message))) return undefined
    throw error
  }
}
