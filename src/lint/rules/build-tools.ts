import type { Stage } from '../dockerfile.ts'
import { type Built, finalStage } from '../facts.ts'
import { programOf, tagOf } from '../images.ts'
import type { Instruction, ShellCommand } from '../instruction.ts'
import type { Finding, Rule } from '../rule.ts'
import { commandsOf, runs } from '../shell.ts'

/** Compilers that stay in the image make it large, and help whoever breaks in. */
export const buildTools: Rule = {
  kind: 'build-tools',
  check: ({ services }) => services.flatMap(({ built }) => (built === undefined ? [] : inImage(built))),
}

const tools =
  /^(?:build-essential|build-base|gcc|g\+\+|clang|make|cmake|autoconf|automake|musl-dev|libc6?-dev|linux-headers|python3?(?:\.\d+)?-dev|libpq-dev|postgresql-dev|default-jdk|openjdk-?\d+(?:-jdk)?|cargo|golang|go|maven|gradle)(?:=.*)?$/

/** Images that are made for building. */
const builders = /^(?:golang|rust|maven|gradle|gcc|swift|sdk)$/

const fix = 'build in a stage of its own, and `COPY --from` what is needed into a small image'

function inImage(built: Built): readonly Finding[] {
  const final = finalStage(built)
  // An image for developing is meant to have them.
  if (final === undefined || /(?:dev|test|build|ci|debug)/.test(final.name ?? '')) return []
  return [
    ...fromBuilder(built.chain[0]),
    ...built.chain
      .flatMap(({ instructions }) => instructions)
      .filter(({ keyword }) => keyword === 'RUN')
      .flatMap(inRun),
  ]
}

function fromBuilder(stage: Stage | undefined): readonly Finding[] {
  const { image, imageAt: at } = stage ?? {}
  if (image === undefined || !(builders.test(programOf(image)) || isJdk(image))) return []
  return [{ message: `the image is one for building: ${image}`, at, fix }]
}

function isJdk(image: string): boolean {
  return programOf(image) === 'eclipse-temurin' && /jdk/.test(tagOf(image) ?? '')
}

function inRun(run: Instruction): readonly Finding[] {
  const commands = commandsOf(run)
  if (commands.some(removes)) return []
  return commands.filter(installs).flatMap(({ words }) => {
    const found = words.filter(({ text }) => tools.test(text))
    const [first] = found
    if (first === undefined) return []
    return [
      { message: `the image keeps tools for building: ${found.map(({ text }) => text).join(', ')}`, at: first.at, fix },
    ]
  })
}

function installs(command: ShellCommand): boolean {
  return runs(command, /^(?:apt-get|apt|dnf|yum|microdnf)$/, /^install$/) || runs(command, /^apk$/, /^add$/)
}

function removes(command: ShellCommand): boolean {
  return (
    runs(command, /^(?:apt-get|apt|dnf|yum|microdnf)$/, /^(?:remove|purge|autoremove)$/) ||
    runs(command, /^apk$/, /^del$/)
  )
}
