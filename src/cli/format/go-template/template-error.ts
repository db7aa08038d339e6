import { UsageError } from '../../usage-error.ts'

/** A template that Go would refuse, in docker's words: `template parsing error: template: :1: unclosed action`. */
export class TemplateError extends UsageError {
  constructor(message: string, fix?: string) {
    super(`template parsing error: template: ${message}`, fix)
  }
}
