import type { Built } from '../facts.ts'
import type { Instruction, ShellCommand } from '../instruction.ts'
import type { Finding, Rule } from '../rule.ts'
import { commandsOf, placeOfCommand, runs } from '../shell.ts'

/** What a RUN leaves behind is in its layer for good: a later one that removes it makes nothing smaller. */
export const packageCache: Rule = {
  kind: 'package-cache',
  check: ({ services }) => services.flatMap(({ built }) => (built === undefined ? [] : inImage(built))),
}

/** Stages that only lend files to the image may be as large as they like. */
function inImage({ chain }: Built): readonly Finding[] {
  const all = chain.flatMap(({ instructions }) => instructions)
  const variables = new Set(
    all.filter(({ keyword }) => keyword === 'ENV').flatMap(({ properties }) => properties.map(({ name }) => name)),
  )
  return all.filter(({ keyword }) => keyword === 'RUN').flatMap((run) => inRun(run, variables))
}

interface Manager {
  readonly installs: (command: ShellCommand) => boolean
  /** Whether something of the same RUN takes the cache away, or the install leaves none. */
  readonly cleans: (commands: readonly ShellCommand[], install: ShellCommand) => boolean
  /** Folders that a cache mount keeps out of the layer. */
  readonly mounts: RegExp
  /** A variable that turns the cache off. */
  readonly variable?: string
  readonly says: string
  readonly fix: string
}

const managers: readonly Manager[] = [
  {
    installs: (command) => runs(command, /^(?:apt-get|apt)$/, /^install$/),
    cleans: (commands) => removes(commands, /^\/var\/lib\/apt(?:\/lists)?/),
    mounts: /\/var\/(?:lib\/apt|cache\/apt)/,
    says: 'apt leaves its package lists in the layer',
    fix: 'end the same RUN with `&& rm -rf /var/lib/apt/lists/*`, or mount caches on /var/cache/apt and /var/lib/apt',
  },
  {
    installs: (command) => runs(command, /^apk$/, /^add$/),
    cleans: (commands, install) => has(install, /^--no-cache$/) || removes(commands, /^\/(?:var|etc)\/(?:cache\/)?apk/),
    mounts: /\/(?:var\/cache|etc)\/apk/,
    says: 'apk leaves its index in the layer',
    fix: '`apk add --no-cache …`',
  },
  {
    installs: (command) => runs(command, /^(?:dnf|yum|microdnf)$/, /^install$/),
    cleans: (commands) =>
      commands.some((command) => runs(command, /^(?:dnf|yum|microdnf)$/, /^clean$/)) ||
      removes(commands, /^\/var\/cache\/(?:dnf|yum)/),
    mounts: /\/var\/cache\/(?:dnf|yum|libdnf)/,
    says: 'the package manager leaves its cache in the layer',
    fix: 'end the same RUN with `&& dnf clean all`',
  },
  {
    installs: (command) =>
      runs(command, /^pip3?(?:\.\d+)?$/, /^install$/) ||
      (runs(command, /^python3?(?:\.\d+)?$/, /^pip$/) && has(command, /^install$/)),
    cleans: (commands, install) => has(install, /^--no-cache-dir$/) || removes(commands, /\/\.cache/),
    mounts: /\.cache|\/cache/,
    variable: 'PIP_NO_CACHE_DIR',
    says: 'pip leaves what it downloads in the layer',
    fix: '`pip install --no-cache-dir …`, or `RUN --mount=type=cache,target=/root/.cache/pip`',
  },
]

function inRun(run: Instruction, variables: ReadonlySet<string>): readonly Finding[] {
  const commands = commandsOf(run)
  const mounted = (run.flags.get('mount') ?? []).filter((mount) => /type=(?:cache|tmpfs)/.test(mount))
  return managers.flatMap(({ installs, cleans, mounts, variable, says, fix }) => {
    const install = commands.find(installs)
    if (install === undefined || cleans(commands, install) || mounted.some((mount) => mounts.test(mount))) return []
    if (variable !== undefined && variables.has(variable)) return []
    return [{ message: says, at: placeOfCommand(install) ?? run.at, fix }]
  })
}

function has({ words }: ShellCommand, word: RegExp): boolean {
  return words.some(({ text }) => word.test(text))
}

function removes(commands: readonly ShellCommand[], path: RegExp): boolean {
  return commands.some((command) => /^(?:rm|find)$/.test(command.words[0]?.text ?? '') && has(command, path))
}
