import type { PeerFlag } from './peer-flag.ts'

/** Commands that are refused by name as a whole, with why. */
const refusedCommands: ReadonlyMap<string, string> = new Map([
  ['bridge transformations', 'the conversion is built in: there are no transformer images'],
  ['bridge transformations create', 'the conversion is built in: there are no transformer images'],
  ['bridge transformations list', 'the conversion is built in: there are no transformer images'],
])

/** Flags that are refused by name, with why. */
const refusedFlags: ReadonlyMap<string, string> = new Map([
  ['alpha publish --app', 'images keep the names that they are pulled by'],
  ['publish --app', 'images keep the names that they are pulled by'],
  ['bridge convert --templates', 'the conversion is built in and has no templates'],
  ['bridge convert --transformation', 'the conversion is built in: there are no transformer images'],
])

/** Why muster refuses a flag of docker compose's by name; undefined when it does not. */
export function reasonFor({ command, name }: Pick<PeerFlag, 'command' | 'name'>): string | undefined {
  return refusedCommands.get(command) ?? refusedFlags.get(`${command} --${name}`)
}
