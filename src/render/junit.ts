/** One case of a JUnit report. */
export interface JunitCase {
  readonly group: string
  readonly name: string
  readonly seconds: number
  /** `failure`: what was to hold does not; `error`: it could not be tried; `skipped`: nobody tried. */
  readonly problem?: { readonly kind: 'failure' | 'error' | 'skipped'; readonly message: string; readonly text: string }
}

/** One suite. */
export interface JunitSuite {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** Where it was run. */
  readonly host: string
  /** From its beginning to its end: cases may run side by side. */
  readonly seconds: number
  readonly cases: readonly JunitCase[]
}

/**
 * A JUnit report; valid XML 1.0 whatever the texts hold. It is what the schemas of Ant (windyroad's JUnit.xsd: UTC without a zone, a
 * type for each failure, streams even where they are empty) and of Jenkins (junit-10.xsd: no totals of what was skipped at the root)
 * both allow.
 */
export function junitXml({ name, startedAt, host, seconds, cases }: JunitSuite): string {
  const count = (kind: 'failure' | 'error' | 'skipped'): number =>
    cases.filter(({ problem }) => problem?.kind === kind).length
  const totals = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${timeOf(seconds)}"`
  const place = `timestamp="${new Date(startedAt).toISOString().slice(0, 19)}" hostname="${attribute(host || 'localhost')}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite id="0" package="muster" name="${attribute(name)}" ${totals} ${place}>`,
    '    <properties/>',
    ...cases.map(caseXml),
    '    <system-out/>',
    '    <system-err/>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseXml({ group, name, seconds, problem }: JunitCase): string {
  const head = `    <testcase classname="${attribute(group)}" name="${attribute(name)}" time="${timeOf(seconds)}"`
  if (problem === undefined) return `${head}/>`
  const { kind, message, text } = problem
  return `${head}>\n      <${kind} type="${kind}" message="${attribute(message)}">${content(text)}</${kind}>\n    </testcase>`
}

/** Clocks may be set back meanwhile. */
function timeOf(seconds: number): string {
  return Math.max(0, seconds).toFixed(3)
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
