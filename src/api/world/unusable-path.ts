/** A path that cannot be named in text. Nothing was done. */
export class UnusablePath extends Error {
  override name = 'UnusablePath'
  /** What to do, on a line of its own. */
  readonly fix: string
  constructor(message: string, fix: string, options?: ErrorOptions) {
    super(message, options)
    this.fix = fix
  }
}
