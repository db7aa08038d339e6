import type { Engine } from './port.ts'

/** What the engine's clock says, as well as is known; milliseconds since the epoch. */
export async function engineNow(by: {
  readonly engine: Pick<Engine, 'version'>
  readonly now: () => number
}): Promise<number> {
  return by.now() + (await by.engine.version()).ahead
}
