import { UpFailed } from '../plan/up-failed.ts'
import { describe } from '../render/errors.ts'
import { forPrograms } from './stack-error.ts'

/** The work's result; a failed `up` gets the message that the command line prints. Paths in it are relative to the folder. */
export async function described<T>(work: Promise<T>, cwd: string = process.cwd()): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof UpFailed) error.message = describe(error, { cwd })
    throw forPrograms(error)
  }
}
