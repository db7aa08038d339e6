import type { Expected } from '../kinds/invalid.ts'

/** A short form of `volumes`, taken apart. */
export interface VolumeMount {
  readonly type: 'bind' | 'volume'
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
  readonly selinux: string
  readonly propagation: string
  readonly nocopy: boolean
  /** docker compose gives texts of one or two characters no `volume: {}` (2.40.3). */
  readonly tiny: boolean
  /** Options that nobody knows. */
  readonly unknown: readonly string[]
}

/** Reads `[source:]target[:options]`, or says what would have been right. Unknown options vanish (quirk 16). */
export function readVolumeMount(written: string): VolumeMount | Expected {
  if (written === '') return empty
  if (written.length < 3) return { ...nothing, target: written, tiny: true }
  const fields = fieldsOf(written)
  if (fields.includes('')) return emptyField
  if (fields.length > 3) return tooMany
  const [first = '', second, options = ''] = fields
  const source = second === undefined ? '' : first
  return withOptions(
    { ...nothing, type: isHostPath(source) ? 'bind' : 'volume', source, target: second ?? first },
    options,
  )
}

const nothing: VolumeMount = {
  type: 'volume',
  source: '',
  target: '',
  readOnly: false,
  selinux: '',
  propagation: '',
  nocopy: false,
  tiny: false,
  unknown: [],
}

const example = './data:/data:ro'
const empty: Expected = { be: 'a volume, not empty', example }
const emptyField: Expected = { be: '`source:target` or `target` without an empty part', example }
const tooMany: Expected = { be: '`source:target:options` with no more colons; options are joined by commas', example }

const propagations = new Set(['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'])

/**
 * Splits at colons. A colon after a single letter belongs to a Windows drive, wherever it stands (quirk 5), and one
 * inside `${…}` to the variable.
 */
function fieldsOf(written: string): readonly string[] {
  const fields: string[] = []
  let field = ''
  let open = 0
  for (const char of written) {
    if (char === '{' && field.endsWith('$')) open += 1
    else if (char === '}' && open > 0) open -= 1
    if (char !== ':' || open > 0 || /^\p{L}$/u.test(field)) field += char
    else {
      fields.push(field)
      field = ''
    }
  }
  return [...fields, field]
}

function isHostPath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith('\\\\') || /^\p{L}:/u.test(source)
}

function withOptions(mount: VolumeMount, options: string): VolumeMount {
  let result = mount
  for (const option of options.split(',')) {
    if (option === 'ro' || option === 'rw') result = { ...result, readOnly: option === 'ro' }
    else if (option === 'nocopy') result = { ...result, nocopy: true }
    else if (option === 'z' || option === 'Z') result = { ...result, selinux: option }
    else if (propagations.has(option)) result = { ...result, propagation: option }
    else if (option !== '') result = { ...result, unknown: [...result.unknown, option] }
  }
  return result
}
