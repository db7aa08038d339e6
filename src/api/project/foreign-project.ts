import type { DiagnosticKind } from '../../source/codes.ts'

/** A project of this name exists and belongs to another folder. */
export class ForeignProject extends Error {
  override name = 'ForeignProject'
  readonly diagnosticKind: DiagnosticKind = 'foreign-project'
  readonly exitCode = 7
  readonly fix: string =
    'give this project a name of its own (`-p NAME`, `name:`, or COMPOSE_PROJECT_NAME of its `.env`), or take the other over with `--adopt`'
}
