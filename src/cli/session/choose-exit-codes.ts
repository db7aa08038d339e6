import type { ExitCodes } from '../../api/exit-code.ts'
import type { Globals } from '../argv/globals.ts'
import { UsageError } from '../usage-error.ts'

/** `--exit-codes` or MUSTER_EXIT_CODES; docker compose's where neither is given. Throws UsageError for another word. */
export function chooseExitCodes(
  { 'exit-codes': given }: Pick<Globals, 'exit-codes'>,
  env: ReadonlyMap<string, string>,
): ExitCodes {
  const word = given ?? env.get('MUSTER_EXIT_CODES') ?? ''
  switch (word) {
    case '':
    case 'compose':
      return 'compose'
    case 'detailed':
      return 'detailed'
    default:
      throw new UsageError(
        `unsupported --exit-codes value ${JSON.stringify(word)}`,
        'use compose or detailed (the variable is MUSTER_EXIT_CODES)',
      )
  }
}
