import type { Origin, Path } from './node.ts'

/** Every kind of mistake that muster reports about a file, with its stable code. Codes are never reused. */
export const diagnosticCodes = {
  'yaml-syntax': 'E001',
  'duplicate-key': 'E002',
  'unknown-alias': 'E003',
  'non-string-key': 'E004',
  'empty-file': 'E005',
  'file-not-found': 'E006',
  'file-unreadable': 'E007',
  'too-large': 'E008',
  'interpolation-syntax': 'E010',
  'variable-required': 'E011',
  'variable-unset': 'W012',
  'unknown-key': 'E020',
  'wrong-type': 'E021',
  'invalid-value': 'E022',
  'missing-key': 'E023',
  'duplicate-item': 'E024',
  'exclusive-keys': 'E025',
  'merge-conflict': 'E026',
  'undefined-service': 'E030',
  'undefined-network': 'E031',
  'undefined-volume': 'E032',
  'undefined-secret': 'E033',
  'undefined-config': 'E034',
  'undefined-model': 'E035',
  'dependency-cycle': 'E036',
  'extends-cycle': 'E037',
  'include-cycle': 'E038',
  'include-conflict': 'E039',
  'no-image': 'E040',
  'no-service-selected': 'E041',
  'project-name': 'E042',
  'container-name-scale': 'E043',
  'env-file': 'E044',
  'image-digest': 'E045',
  unsupported: 'E050',
  obsolete: 'W060',
  deprecated: 'W061',
  healthcheck: 'W070',
} as const

export type DiagnosticKind = keyof typeof diagnosticCodes

/** A place that helps to understand a diagnostic, for instance the other half of a conflict. */
export interface Note {
  readonly message: string
  readonly at?: Origin
}

/** One mistake in what the user wrote. `message` names the user's thing first and never holds a secret or an interpolated value. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  readonly kind: DiagnosticKind
  readonly message: string
  readonly at?: Origin
  readonly notes: readonly Note[]
  /** What to do, for instance "did you mean `ports`?". */
  readonly fix?: string
  /** Path of a value that docker compose lets pass and the engine is sure to refuse: an error for what would create it. */
  readonly refused?: Path
}

/** Collects diagnostics, so that one load reports all mistakes together. */
export interface Report {
  error(kind: DiagnosticKind, message: string, more?: Details): void
  warn(kind: DiagnosticKind, message: string, more?: Details): void
  readonly diagnostics: readonly Diagnostic[]
}

export interface Details {
  readonly at?: Origin
  readonly notes?: readonly Note[]
  readonly fix?: string
  readonly refused?: Path
}

/** An empty report. */
export function createReport(): Report {
  const diagnostics: Diagnostic[] = []
  const add =
    (severity: 'error' | 'warning') =>
    (kind: DiagnosticKind, message: string, more: Details = {}): void => {
      diagnostics.push({ severity, kind, message, notes: [], ...more })
    }
  return {
    diagnostics,
    error: add('error'),
    warn: add('warning'),
  }
}

/** What the user wrote cannot be used. Thrown once for a load, with every diagnostic found (warnings included). */
export class ComposeError extends Error {
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.find((d) => d.severity === 'error')?.message ?? 'invalid compose project')
    this.name = 'ComposeError'
    this.diagnostics = diagnostics
  }
}
