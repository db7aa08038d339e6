/** A condition that will never be known to hold, because it cannot be seen from here. */
export class Unseen extends Error {
  override name = 'Unseen'
  readonly fix: string
  constructor(message: string, fix: string) {
    super(message)
    this.fix = fix
  }
}
