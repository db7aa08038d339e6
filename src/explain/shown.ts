import type { Subject } from './subject.ts'
import { looksSecret, secretSpans } from '../source/mask.ts'
import type { Path } from '../source/node.ts'
import { redactor } from '../source/redact.ts'

/** What stands for a value that may be secret. */
export const hidden = '•••'

/** A value as it may be shown at a path, or as the value of a variable of this name. */
export type Show = (path: Path | string, text: string) => string

/**
 * Hides what the key's name makes secret, what variables with secret names hold, and passwords inside texts. Names of
 * services and resources say nothing about a value: a service may be called `auth`.
 */
export function showOf({ project, shell, trace }: Subject): Show {
  const files = trace.envFiles.flatMap((file) => [...file.values].map(([name, it]) => [name, it.value] as const))
  const redact = redactor(new Map([...files, ...shell, ...project.environment]))
  return (path, text) => {
    if (isSecret(path)) return text === '' ? '' : hidden
    return maskedSpans(redact === undefined ? text : redact(text))
  }
}

function isSecret(path: Path | string): boolean {
  if (typeof path === 'string') return looksSecret(path)
  const inner = String(path[0]).startsWith('x-') ? path : path.slice(2)
  return inner.some((step, index) => typeof step === 'string' && !named.has(inner[index - 1]) && looksSecret(step))
}

/** Below these stand names of services and resources. */
const named: ReadonlySet<string | number | undefined> = new Set(['depends_on', 'networks', 'models'])

function maskedSpans(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      secretSpans(line).reduceRight(
        (masked, { start, end }) => masked.slice(0, start) + hidden + masked.slice(end),
        line,
      ),
    )
    .join('\n')
}
