import type { Attribute } from '../kinds/attribute.ts'
import { record } from '../kinds/record.ts'
import { string } from '../kinds/scalars.ts'

/** Credentials of a Windows service account; without effect on Linux. */
export interface CredentialSpec {
  readonly config?: string
  readonly file?: string
  readonly registry?: string
}

/** `credential_spec`. */
export const credentialSpec: Attribute<CredentialSpec> = record({
  config: string(),
  file: string(),
  registry: string(),
})
