import { type Node, sequence, text } from '../../source/node.ts'
import { duration, readDuration } from '../grammar/duration.ts'
import { type Attribute, extend, inside } from '../kinds/attribute.ts'
import { reportInvalid, warnRefused } from '../kinds/invalid.ts'
import { list, texts } from '../kinds/list.ts'
import { given } from '../kinds/payload.ts'
import { record } from '../kinds/record.ts'
import { refuse } from '../kinds/refuse.ts'
import { count, flag, scalarText, type Whole } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'
import { atLeast } from '../kinds/translation.ts'

/** How the engine finds out whether a container is healthy. Times in nanoseconds. In the order of docker compose's struct. */
export interface Healthcheck {
  /** Starts with NONE, CMD or CMD-SHELL; absent leaves the image's. */
  readonly test?: readonly string[]
  readonly timeout?: number
  readonly interval?: number
  readonly retries?: Whole
  readonly start_period?: number
  readonly start_interval?: number
  readonly disable?: true
}

/** A text is run by the container's shell, also the text NONE (quirk 21). A later file replaces the whole test. */
const test: Attribute<readonly string[]> = extend(list(), {
  canonical: (node) => {
    if (node.kind !== 'scalar' || node.value === null) return node
    const words = sequence([text('CMD-SHELL', node.at), text(scalarText(node), node.at)], node.at)
    return node.tag === undefined ? words : { ...words, tag: node.tag }
  },
  // Also a null replaces, and then is no test (2.40.3).
  merge: (_base, over) => over,
  parse: (node, scope) => {
    checkTest(node, scope)
    return list().parse(node, scope)
  },
})

const retries: Attribute<Whole> = extend(count(), {
  parse: (node, scope) => {
    const value = count().parse(node, scope)
    if (value !== undefined && value < 0) reportInvalid(node, scope, { be: '0 or more', example: 'retries: 3' })
    return value
  },
})

const time: Attribute<number> = extend(duration(), {
  parse: (node, scope) => {
    const nanoseconds = readDuration(node, scope)
    // The engine takes 0 for its own default (seen with 28.5.2).
    if (nanoseconds !== undefined && nanoseconds !== 0 && nanoseconds < 1e6)
      warnRefused(node, scope, { be: '1ms or more, or 0 for the default of the engine', example: '30s' })
    return nanoseconds
  },
})

const fields: Attribute<Healthcheck> = record({
  test,
  timeout: time,
  interval: time,
  retries,
  start_period: time,
  start_interval: time,
  disable: flag(),
})

/** `healthcheck`; what is absent keeps the image's value. */
export const healthcheck: Attribute<Healthcheck> = extend(fields, {
  translate: (value, draft, to) => {
    draft.body['Healthcheck'] = {
      ...(value.disable === true ? { Test: ['NONE'] } : given('Test', value.test)),
      ...given('Interval', value.interval),
      ...given('Timeout', value.timeout),
      ...given('StartPeriod', value.start_period),
      ...given('StartInterval', startInterval(value, to)),
      ...given('Retries', value.retries),
    }
  },
})

/** The engine ignores `start_interval` without `start_period`; docker compose 2.40.3 refuses it, as it does before API 1.44. */
function startInterval(
  value: Healthcheck,
  to: { readonly apiVersion: string; readonly service: string },
): number | undefined {
  if (value.start_interval === undefined) return undefined
  const at = ['services', to.service, 'healthcheck', 'start_interval']
  if (!atLeast(to.apiVersion, '1.44')) {
    refuse(`${to.service}: healthcheck.start_interval needs Docker Engine 25.0 or later`, { at })
  }
  if (value.start_period === undefined) {
    refuse(`${to.service}: healthcheck.start_interval requires healthcheck.start_period to be set`, {
      at,
      fix: 'add `start_period: 30s`',
    })
  }
  return value.start_interval
}

/** The engine runs no check at all, and says nothing, when the first word is not one of these (seen with 28.5.2). */
function checkTest(node: Node, scope: Scope): void {
  const [first] = texts(node)
  if (first === undefined || ['NONE', 'CMD', 'CMD-SHELL'].includes(first)) return
  const item = node.kind === 'seq' ? (node.items[0] ?? node) : node
  warnRefused(item, inside(scope, 0), {
    be: 'NONE, CMD or CMD-SHELL',
    example: '["CMD", "curl", "-f", "http://localhost"]',
  })
}

/** Whether a healthcheck switches off the image's. */
export function isDisabled(value: Healthcheck | undefined): boolean {
  return value?.disable === true || value?.test?.[0] === 'NONE'
}
