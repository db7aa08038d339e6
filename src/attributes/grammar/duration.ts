import type { Node } from '../../source/node.ts'
import { type Attribute, attribute } from '../kinds/attribute.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { scalarText } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'

/** A span of time in nanoseconds; written as `1h30m`, `1.5s`, `2d` or `0`. Zero is kept. */
export function duration(): Attribute<number> {
  return attribute<number>({ parse: readDuration, print: (value) => goDuration(value) })
}

/** Reads a duration as nanoseconds. Reports anything else. */
export function readDuration(node: Node, scope: Scope): number | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined
  const nanoseconds = nanosecondsOf(scalarText(node))
  if (nanoseconds === undefined) {
    const meant = meantDuration(scalarText(node))
    reportInvalid(node, scope, { be: 'a span of time with its unit', example: '1m30s', meant })
  }
  return nanoseconds
}

/** A number without a unit is one of seconds; units are often written out. */
function meantDuration(written: string): string | undefined {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)\s*([a-z]+)?$/i.exec(written.trim()) ?? []
  if (number === undefined) return undefined
  const short = /^(s|m(?!s|i?l)|h|d|w|ms)(?:$|ecs?$|econds?$|ins?$|inutes?$|rs?$|ours?$|ays?$|eeks?$)/i.exec(unit)?.[1]
  return short === undefined ? undefined : `${number}${short.toLowerCase()}`
}

const units = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['μs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3600e9],
  ['d', 86_400e9],
  ['w', 604_800e9],
])

const largest = 2 ** 63

/** Nanoseconds of a duration as docker compose 2.40.3 reads it: Go's units, days and weeks. Undefined when it is none. */
export function nanosecondsOf(written: string): number | undefined {
  const signed = /^([+-]?)(.+)$/.exec(written)
  if (signed === null) return undefined
  const [, sign = '', rest = ''] = signed
  if (rest === '0') return 0
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)[a-zµμ]+)+$/.test(rest)) return undefined
  let sum = 0
  for (const [, whole = '', fraction = '', unit = ''] of rest.matchAll(/(\d*)\.?(\d*)([a-zµμ]+)/g)) {
    const size = units.get(unit) ?? Number.NaN
    // Go adds whole units and cuts off what is less than a nanosecond for each term.
    sum += Number(whole) * size + Math.trunc(Number(fraction) * (size / 10 ** fraction.length))
  }
  if (!(sum < largest)) return undefined
  return sign === '-' ? -sum : sum
}

/** Nanoseconds in Go's notation: `1m30s`, `1.5s`, `250ms`, `0s`. */
export function goDuration(nanoseconds: number): string {
  const sign = nanoseconds < 0 ? '-' : ''
  const size = Math.abs(nanoseconds)
  if (size === 0) return '0s'
  if (size < 1e3) return `${sign}${size}ns`
  if (size < 1e6) return `${sign}${size / 1e3}µs`
  if (size < 1e9) return `${sign}${size / 1e6}ms`
  const hours = Math.floor(size / 3600e9)
  const minutes = Math.floor((size % 3600e9) / 60e9)
  const seconds = `${seconds9(size % 60e9)}s`
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`
}

function seconds9(nanoseconds: number): string {
  const whole = Math.floor(nanoseconds / 1e9)
  const fraction = String(nanoseconds % 1e9)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return fraction === '' ? String(whole) : `${whole}.${fraction}`
}
