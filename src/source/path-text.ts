import type { Path } from './node.ts'

/** A path as people write it: `services.web.ports[0]`; empty for the top level. */
export function pathText(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('')
}
