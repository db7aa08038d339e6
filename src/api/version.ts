/** What `muster version` tells. */
export interface Version {
  readonly version: string
  /** The docker compose whose behaviour, names and hashes muster reproduces. */
  readonly composeVersion: string
}

/** What this is. */
export function version(): Version {
  return { version: '0.1.0', composeVersion: '2.40.3' }
}
