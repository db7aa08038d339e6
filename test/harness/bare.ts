import { execFile } from 'node:child_process'

/** How a program without a project has ended. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a program to its end, with nothing of the caller's environment but PATH: for what needs no engine. */
export function runBare(
  file: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ended> {
  return new Promise((done) => {
    execFile(file, args, { cwd, env: { PATH: process.env['PATH'], ...env } }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}
