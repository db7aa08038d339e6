import { suggest } from '../../source/suggest.ts'
import type { ReadyCondition, StatusRange } from './condition.ts'

/** Why something is no condition: completes "x must be …", and what to write. */
export interface ReadyMistake {
  readonly wrong: string
  readonly fix: string
}

/** What counts as an answer that is good, where no status is named. */
export const goodStatus: readonly StatusRange[] = [[200, 399]]

const kinds = ['tcp', 'http', 'https', 'log', 'file'] as const

/**
 * A condition as `--ready` takes it after `SERVICE=`: `tcp:5432`, `http:8080/healthz`, `https:8443/`, `log:REGEX`, `log*2:REGEX` (two
 * lines), `file:/run/ok`.
 */
export function parseReady(text: string): ReadyCondition | ReadyMistake {
  const [, word = '', times, rest] = /^([A-Za-z]*)(?:\*(\d{1,4}))?:(.*)$/s.exec(text) ?? []
  const kind = kinds.find((one) => one === word)
  if (kind === undefined || rest === undefined) return unknownKind(word === '' ? text : word)
  if (times !== undefined && (kind !== 'log' || Number(times) < 1 || Number(times) > 1000))
    return { wrong: 'may count lines of a log only, from 1 to 1000', fix: 'write for instance `log*2:ready`' }
  switch (kind) {
    case 'tcp':
      return tcp(rest)
    case 'http':
    case 'https':
      return http(kind, rest)
    case 'log':
      return log(rest, Number(times ?? 1))
    case 'file':
      return file(rest)
  }
}

/** `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
}

/** A port that can be connected to, from its digits. */
export function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65_535 ? port : undefined
}

function unknownKind(word: string): ReadyMistake {
  const near = suggest(word.slice(0, 20), kinds)
  return {
    wrong: `must begin with ${oneOf(kinds.map((kind) => `${kind}:`))}`,
    fix: near === undefined ? 'write for instance `tcp:5432`' : `did you mean \`${near}:\`?`,
  }
}

function tcp(rest: string): ReadyCondition | ReadyMistake {
  const port = readPort(rest)
  if (port === undefined)
    return { wrong: 'must be a port from 1 to 65535', fix: 'write for instance `tcp: 5432`: the port in the container' }
  return { kind: 'tcp', port }
}

function http(scheme: 'http' | 'https', rest: string): ReadyCondition | ReadyMistake {
  const [, digits = '', path = '/'] = /^(\d+)(\/[\x21-\x7e]*)?$/.exec(rest) ?? []
  const port = readPort(digits)
  if (port === undefined)
    return {
      wrong: 'must be a port from 1 to 65535 and perhaps a path',
      fix: `write for instance \`${scheme}:8080/healthz\`: the port in the container`,
    }
  return { kind: 'http', port, path, status: goodStatus, method: 'GET', headers: new Map(), tls: scheme === 'https' }
}

/** Longer ones are no pattern for a line. */
const longestPattern = 1000

function log(pattern: string, times: number): ReadyCondition | ReadyMistake {
  if (pattern === '')
    return { wrong: 'must say which line to wait for', fix: 'write for instance `log: ready to accept`' }
  if (pattern.length > longestPattern)
    return { wrong: `must have at most ${longestPattern} characters`, fix: 'write a part of the line' }
  try {
    return { kind: 'log', pattern: new RegExp(pattern).source, times }
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: .*: /s, '') : ''
    return {
      wrong: `must be a regular expression${why === '' ? '' : ` (${why.toLowerCase()})`}`,
      fix: 'put a backslash before ( ) [ ] { } * + ? . ^ $ | where they stand for themselves',
    }
  }
}

function file(path: string): ReadyCondition | ReadyMistake {
  if (!path.startsWith('/') || path.includes('\0'))
    return { wrong: 'must be an absolute path in the container', fix: 'write for instance `file: /run/ok`' }
  return { kind: 'file', path }
}
