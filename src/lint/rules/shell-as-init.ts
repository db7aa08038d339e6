import type { Service } from '../../attributes/service.ts'
import { type Facts, type LintedService, placeOf } from '../facts.ts'
import type { Finding, Rule } from '../rule.ts'
import { isShell } from '../shell.ts'

/** A shell that is process 1 takes no signal that it does not expect, and leaves dead children behind. */
export const shellAsInit: Rule = {
  kind: 'shell-as-init',
  check: (facts) => facts.services.flatMap((linted) => inService(facts, linted)),
}

function inService(facts: Facts, { name, service }: LintedService): readonly Finding[] {
  if (service.init === true || service.pid !== undefined || endsByItself(facts, name)) return []
  const key = scriptKey(service)
  if (key === undefined) return []
  return [
    {
      message: `services.${name} has a shell as its process 1: the signal to stop does not reach what it runs`,
      at: placeOf(facts, name, [key]),
      fix: 'let the script end in `exec program …`, or set `init: true`',
    },
  ]
}

/** A job that others wait for ends without a signal. */
function endsByItself({ all }: Facts, name: string): boolean {
  return [...all.values()].some(
    ({ depends_on }) => depends_on?.get(name)?.condition === 'service_completed_successfully',
  )
}

/** Where a script stands that is run by a shell and goes on after its first command. */
function scriptKey({ entrypoint, command }: Service): 'entrypoint' | 'command' | undefined {
  if (entrypoint === undefined) return command !== undefined && isScript(command) ? 'command' : undefined
  return isScript([...entrypoint, ...(command ?? [])]) ? 'entrypoint' : undefined
}

function isScript([program = '', option = '', script]: readonly string[]): boolean {
  if (!isShell(program) || !/^-\w*c$/.test(option) || script === undefined) return false
  const commands = script
    .split(/\n|;|&&|\|\|/)
    .map((command) => command.trim())
    .filter((command) => command !== '' && !command.startsWith('#'))
  const last = commands.at(-1) ?? ''
  // A shell replaces itself with a command that is all that it has to do.
  return !/^exec\s/.test(last) && commands.length > 1
}
