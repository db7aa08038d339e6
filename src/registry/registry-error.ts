/** A registry refused, or could not be reached. The message is for people and holds no secret. */
export class RegistryError extends Error {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined
  constructor(message: string, details: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, { cause: details.cause })
    this.name = 'RegistryError'
    this.status = details.status
  }
}
