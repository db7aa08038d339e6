/** The command line cannot be understood. The texts are pflag's, as docker compose prints them; exit code 1. */
export class UsageError extends Error {
  /** What to do, on a line of its own. */
  readonly fix: string | undefined
  constructor(message: string, fix?: string) {
    super(message)
    this.name = 'UsageError'
    this.fix = fix
  }
}
