import { type ConfigView, config as readConfig } from '../api/config.ts'
import { loadWorld } from '../api/world/load-world.ts'
import { type ProjectSource, wantedOf } from './stack-options.ts'

/** What of a project is printed, and how. */
export interface ConfigTextOptions extends ProjectSource {
  /** Names or patterns; default all services of the profiles that are on. */
  readonly services?: readonly string[]
  /** `model`, the default, is the whole project; the others are lists, one entry a line. */
  readonly view?: ConfigView
  /** Of the model and the variables. Default `yaml`. */
  readonly format?: 'yaml' | 'json'
  /** For the view `hash`: services, or `*` for all. */
  readonly hash?: readonly string[]
}

/**
 * The text of `muster config`; no engine is needed. Rejects with ComposeError.
 *
 * @example
 * console.log(await config({ format: 'json' }))
 */
export async function config(options: ConfigTextOptions = {}): Promise<string> {
  const { view = 'model', format = 'yaml', hash, services = [], ...rest } = options
  const { world, wanted } = wantedOf(rest)
  const asked = { ...wanted, services, view, format, ...(hash === undefined ? {} : { hash }) }
  return (await readConfig(asked, loadWorld(world))).text
}
