import type { Node } from '../../source/node.ts'
import { suggest } from '../../source/suggest.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { warnRefused } from '../kinds/invalid.ts'
import { inBody } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'

/** Signal that asks the container to stop, by name or number. */
export const stopSignal: Attribute<string> = inBody(extend(string(), { parse: parseSignal }), 'StopSignal')

const names: readonly string[] =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU UNUSED URG USR1 USR2 VTALRM WINCH XCPU XFSZ'.split(
    ' ',
  )

/** The engine knows numbers, and names in any case with and without SIG (seen with 28.5.2). */
function parseSignal(node: Node, scope: Scope): string | undefined {
  const signal = string().parse(node, scope)
  if (signal === undefined || /^\+?\d+$/.test(signal)) return signal
  const name = signal.toUpperCase().replace(/^SIG/, '')
  if (!names.includes(name) && !/^RTM(?:IN|AX)/.test(name)) {
    const near = suggest(name, names)
    const meant = near === undefined ? {} : { meant: `SIG${near}` }
    warnRefused(node, scope, { be: 'the name of a signal', example: 'SIGTERM', ...meant })
  }
  return signal
}
