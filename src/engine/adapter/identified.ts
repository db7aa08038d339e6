import { type Form, record, text } from '../transport/form.ts'

/** What the engine answers that has made something. */
export interface Identified {
  readonly Id: string
}

export const identified: Form<Identified> = record<Identified>({ Id: text })
