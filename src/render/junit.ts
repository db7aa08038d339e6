/** One case of a JUnit report. */
export interface JunitCase {
  readonly group: string
  readonly name: string
  readonly seconds: number
  /** `failure`: what was to hold does not; `error`: it could not be tried; `skipped`: nobody tried. */
  readonly problem?: { readonly kind: 'failure' | 'error' | 'skipped'; readonly message: string; readonly text: string }
}

/** One suite, as most CI systems read it. */
export interface JunitSuite {
  readonly name: string
  /** RFC 3339. */
  readonly timestamp: string
  /** From its beginning to its end: cases may run side by side. */
  readonly seconds: number
  readonly cases: readonly JunitCase[]
}

/** A JUnit report; valid XML 1.0 whatever the texts hold. */
export function junitXml({ name, timestamp, seconds, cases }: JunitSuite): string {
  const count = (kind: 'failure' | 'error' | 'skipped'): number =>
    cases.filter(({ problem }) => problem?.kind === kind).length
  const totals = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds.toFixed(3)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals}>`,
    `  <testsuite name="${attribute(name)}" ${totals} timestamp="${attribute(timestamp)}">`,
    ...cases.map(caseXml),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseXml({ group, name, seconds, problem }: JunitCase): string {
  const head = `    <testcase classname="${attribute(group)}" name="${attribute(name)}" time="${seconds.toFixed(3)}"`
  if (problem === undefined) return `${head}/>`
  const { kind, message, text } = problem
  return `${head}>\n      <${kind} message="${attribute(message)}">${content(text)}</${kind}>\n    </testcase>`
}

function content(text: string): string {
  return allowed(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Line ends in an attribute would become spaces. */
function attribute(text: string): string {
  return content(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;')
}

// Everything that XML 1.0 has no place for, also escaped, and what it would read as a line end.
// oxlint-disable-next-line no-control-regex
const foreign = /[\0-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]/g

/** Colours go, other controls become visible. */
function allowed(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex
      .replace(/\x1b\[[\d;]*m/g, '')
      .replaceAll('\r\n', '\n')
      .replace(foreign, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
  )
}
