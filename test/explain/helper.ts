import { explain } from '../../src/api/explain.ts'
import { explanationText } from '../../src/cli/format/explain-format.ts'
import type { LoadOptions } from '../../src/load/options.ts'
import { plain, worldOf } from '../load/world.ts'

export interface Given {
  readonly files: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly options?: Partial<LoadOptions>
}

/** What `explain` prints in the folder `/p`. */
export async function textOf(path: string, { files, env, options }: Given): Promise<string> {
  const { explanation } = await explain(path, { ...plain, ...options }, worldOf(files, env))
  return explanationText(explanation, '/p')
}

/** A file with the service `web`, whose image is at 3:12 and whose other keys begin in line 4. */
export const web = (body: string): string => `services:\n  web:\n    image: x\n${body}`
