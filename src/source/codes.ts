/** Before a file has a meaning. */
const reading = {
  'yaml-syntax': '001',
  'duplicate-key': '002',
  'unknown-alias': '003',
  'non-string-key': '004',
  'empty-file': '005',
  'file-not-found': '006',
  'file-unreadable': '007',
  'too-large': '008',
  'interpolation-syntax': '010',
  'variable-required': '011',
  'variable-unset': '012',
  'several-files': '062',
} as const

/** A key or a value for itself. */
const values = {
  'unknown-key': '020',
  'wrong-type': '021',
  'invalid-value': '022',
  'missing-key': '023',
  'duplicate-item': '024',
  'exclusive-keys': '025',
  obsolete: '060',
  deprecated: '061',
  'no-effect': '063',
  healthcheck: '070',
  'refused-value': '071',
  'ready-condition': '150',
} as const

/** Between parts of a project. */
const relations = {
  'undefined-service': '030',
  'undefined-network': '031',
  'undefined-volume': '032',
  'undefined-secret': '033',
  'undefined-config': '034',
  'undefined-model': '035',
  'dependency-cycle': '036',
  'extends-cycle': '037',
  'include-cycle': '038',
  'include-conflict': '039',
  'no-image': '040',
  'project-name': '042',
  'container-name-scale': '043',
  'env-file': '044',
  'image-digest': '045',
  remote: '046',
  unsupported: '050',
} as const

/** On the machine on which the containers shall run. */
const machine = {
  'host-port': '080',
  'host-path': '081',
  'provider-consent': '082',
  'model-runner': '083',
  'image-missing': '084',
  'foreign-project': '085',
  locked: '086',
  'foreign-platform': '087',
  'no-addresses': '088',
  'disk-full': '089',
  'old-engine': '110',
} as const

/** While a project is brought up. */
const running = {
  'build-failed': '090',
  'pull-failed': '091',
  'push-failed': '092',
  unhealthy: '093',
  exited: '094',
  'not-ready': '095',
  'hook-failed': '096',
  'engine-refused': '097',
  'no-engine': '098',
  'cut-restoration': '130',
  'ready-unseen': '151',
} as const

/** With `--isolate`. */
const isolation = {
  'not-isolated': '100',
  'isolate-name': '101',
  'subnet-pool': '102',
  'shared-data': '103',
  'foreign-volumes': '104',
} as const

/** With `muster test`. */
const testing = {
  artifacts: '120',
  'side-failure': '121',
} as const

/** While a scenario is played. */
const playing = {
  scenario: '140',
} as const

/** What a program asks of a stack that does not have it. */
const library = {
  'no-container': '160',
  'not-published': '161',
  'not-in-stack': '162',
  'invalid-scheme': '163',
  'project-exists': '164',
} as const

/** What `muster lint` advises against; files with it are in order. */
const linting = {
  'cache-order': 'L001',
  'root-user': 'L002',
  'floating-tag': 'L003',
  'no-healthcheck': 'L004',
  'waits-for-start': 'L005',
  'shell-form': 'L006',
  'shell-as-init': 'L007',
  'secret-in-image': 'L008',
  'secret-in-compose': 'L009',
  'context-leak': 'L010',
  'open-database': 'L011',
  'wrong-platform': 'L012',
  'kept-test-data': 'L013',
  'engine-socket': 'L014',
  'privileged-container': 'L015',
  'missing-bind-file': 'L016',
  'start-interval': 'L017',
  'package-cache': 'L018',
  'build-tools': 'L019',
  'unknown-lint-rule': 'L020',
} as const

/**
 * Every kind of mistake and failure that muster reports, with its number. Numbers are never changed and never reused;
 * 026 and 041 are taken for good. What each one means is told in `explanations/`.
 */
const numbers = {
  ...reading,
  ...values,
  ...relations,
  ...machine,
  ...running,
  ...isolation,
  ...testing,
  ...playing,
  ...library,
}

export type ReadingKind = keyof typeof reading
export type ValueKind = keyof typeof values
export type RelationKind = keyof typeof relations
export type MachineKind = keyof typeof machine
export type RunningKind = keyof typeof running
export type IsolationKind = keyof typeof isolation
export type TestingKind = keyof typeof testing
export type PlayingKind = keyof typeof playing
export type LibraryKind = keyof typeof library
export type LintKind = keyof typeof linting
/** What went wrong, in a word; its number is its code. */
export type DiagnosticKind =
  | LintKind
  | ReadingKind
  | ValueKind
  | RelationKind
  | MachineKind
  | RunningKind
  | IsolationKind
  | TestingKind
  | PlayingKind
  | LibraryKind

/** How bad it is: an error ends the command. */
export type Severity = 'error' | 'warning'

/** What `lint` finds, in the order of the codes. */
export const lintKinds: readonly LintKind[] = Object.keys(linting) as LintKind[]

/** All kinds of mistakes and failures, in the order of their numbers. */
export const diagnosticKinds: readonly DiagnosticKind[] = (Object.keys(numbers) as (keyof typeof numbers)[]).sort(
  (a, b) => (numbers[a] < numbers[b] ? -1 : 1),
)

/** The stable code: `E020` for an error, `W020` for a warning of the same kind, `L003` for what `lint` finds. */
export function codeOf(kind: DiagnosticKind, severity: Severity): string {
  if (isLintKind(kind)) return linting[kind]
  return `${severity === 'error' ? 'E' : 'W'}${numbers[kind]}`
}

/** The kind that a code stands for, in either letter and case, or undefined. */
export function kindOf(code: string): DiagnosticKind | undefined {
  const [, letter, number] = /^([elw])(\d{3})$/i.exec(code.trim()) ?? []
  if (letter?.toUpperCase() === 'L') return lintKinds.find((kind) => linting[kind] === `L${number}`)
  return (Object.keys(numbers) as (keyof typeof numbers)[]).find((kind) => numbers[kind] === number)
}

/** Whether it is a mistake in what the user has written: compose files, env files, scenarios. */
export function isOfFiles(kind: DiagnosticKind): boolean {
  return kind in reading || kind in values || kind in relations || kind in playing
}

/** Whether `lint` finds it. */
export function isLintKind(kind: DiagnosticKind): kind is LintKind {
  return kind in linting
}

/** Whether a word has the form of a code, known or not. */
export function looksLikeCode(word: string): boolean {
  return /^[elw]\d{3}$/i.test(word)
}
