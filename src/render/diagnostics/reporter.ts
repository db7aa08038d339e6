import { githubReporter } from './github.ts'
import { jsonReporter } from './json.ts'
import type { ReportFormat, ReportPlace, Reporter } from './report.ts'
import { sarifReporter } from './sarif.ts'

/** The reporter of a format. */
export function createReporter(format: ReportFormat, place: ReportPlace): Reporter {
  switch (format) {
    case 'json':
      return jsonReporter()
    case 'sarif':
      return sarifReporter(place)
    case 'github':
      return githubReporter(place)
  }
}
