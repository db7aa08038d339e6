import { type Form, maybe, number, record, text } from '../transport/form.ts'

/** What `POST /containers/{id}/wait` answers, at last. */
export interface Waited {
  readonly StatusCode: number
  readonly Error?: { readonly Message?: string | null } | null
}

export const waited: Form<Waited> = record<Waited>({
  StatusCode: number,
  Error: maybe(record({ Message: maybe(text) })),
})
