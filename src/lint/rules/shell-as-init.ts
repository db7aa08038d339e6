import type { Service } from '../../attributes/service.ts'
import type { Origin } from '../../source/node.ts'
import { type Built, type Facts, type LintedService, placeOf } from '../facts.ts'
import type { Instruction } from '../instruction.ts'
import type { Finding, Rule } from '../rule.ts'
import { statementsIn } from '../script.ts'
import { isShell } from '../shell.ts'

/** A shell that is process 1 takes no signal that it does not expect, and leaves dead children behind. */
export const shellAsInit: Rule = {
  kind: 'shell-as-init',
  check: (facts) => facts.services.flatMap((linted) => inService(facts, linted)),
}

function inService(facts: Facts, { name, service, built }: LintedService): readonly Finding[] {
  if (service.init === true || service.pid !== undefined || endsByItself(facts, name)) return []
  const key = scriptKey(service)
  const at = key === undefined ? placeInImage(service, built) : placeOf(facts, name, [key])
  if (at === undefined) return []
  return [
    {
      message: `services.${name} has a shell as its process 1: the signal to stop does not reach what it runs`,
      at,
      fix: 'let the script end in `exec program …`, or set `init: true`',
    },
  ]
}

/** Where the image has a list that starts a shell; without a list it is the matter of another rule. */
function placeInImage({ entrypoint, command }: Service, built: Built | undefined): Origin | undefined {
  if (built === undefined || entrypoint !== undefined || command !== undefined) return undefined
  const all = built.chain.flatMap(({ instructions }) => instructions)
  const last = (wanted: string): Instruction | undefined => all.findLast(({ keyword }) => keyword === wanted)
  const found = last('ENTRYPOINT') ?? last('CMD')
  return found?.form === 'exec' && isScript(found.words.map(({ text }) => text)) ? found.at : undefined
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
  const statements = statementsIn(script)
  // A script that catches signals means to.
  if (/\btrap\s/.test(script)) return false
  // A shell replaces itself with a command that is all that it has to do.
  const last = statements.at(-1)
  if (last === undefined || statements.length === 1) return false
  // What ends by itself gets no signal.
  if (/^(?:exec|exit)$/.test(last.words[0]?.text ?? '')) return false
  // bash does so with the last of several, too, and only where nothing is left to do after it (5.1, 5.2).
  return !(/(?:^|\/)bash$/.test(program) && !last.isPart)
}
