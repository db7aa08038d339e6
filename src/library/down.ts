import { down as takeDown } from '../api/down.ts'
import type { ProjectSource } from './stack-options.ts'
import { whileOpen } from './while-open.ts'

/** What goes; by default the containers and networks of the files. */
export interface TakeDownOptions extends ProjectSource {
  /** Only containers of these. Default all services. */
  readonly services?: readonly string[]
  /** What becomes of volumes, which hold data. Default `keep`. */
  readonly volumes?: 'keep' | 'remove'
  /** What becomes of images; `local`: those without a name of their own. Default `keep`. */
  readonly images?: 'keep' | 'local' | 'all'
  /** What becomes of containers whose service the files do not have. Default `keep`. */
  readonly orphans?: 'keep' | 'remove'
  /** Seconds until a container that does not stop is killed. Default as the file says. */
  readonly timeout?: number
}

/**
 * Takes a project down. Rejects with ComposeError, EngineError and UpFailed.
 *
 * @example
 * await down({ project: 'demo', volumes: 'remove' })
 */
export async function down(options: TakeDownOptions = {}): Promise<void> {
  const { volumes = 'keep', images = 'keep', orphans = 'keep', services = [], timeout, ...rest } = options
  const time = timeout === undefined ? {} : { timeout }
  const asked = { services, volumes, images, orphans, ...time }
  await whileOpen(rest, async ({ world, wanted }) => void (await takeDown({ ...wanted, ...asked }, world)), 'collect')
}
