import type { Finding, Standing } from '../../api/doctor.ts'
import { paint, type Tone } from '../../render/style.ts'
import { plainText } from '../../render/visible.ts'
import { codeOf } from '../../source/codes.ts'
import { lineColumn } from '../../source/file.ts'
import { placeText } from '../../source/frame.ts'

/** Where and how findings are shown. */
interface Look {
  /** Places are told from here. */
  readonly cwd: string
  readonly colors: boolean
}

const tones: Readonly<Record<Standing, Tone>> = { ok: 'done', warning: 'warning', problem: 'error' }

/** A line for each finding, with what follows from it below, and how many there are of what is not well. */
export function doctorText(findings: readonly Finding[], look: Look): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const lines = findings.flatMap((finding) => linesOf(finding, width, look))
  return `${[...lines, '', summary(findings)].join('\n')}\n`
}

function linesOf(
  { check, standing, message, why, fix, diagnostic }: Finding,
  width: number,
  look: Look,
): readonly string[] {
  const word = standing.padEnd(7)
  const head = look.colors ? paint(word, tones[standing]) : word
  const code = diagnostic === undefined ? '' : `[${codeOf(diagnostic.kind, diagnostic.severity)}] `
  const place = diagnostic?.at === undefined ? '' : `  (${placeText(diagnostic.at, look)})`
  const indent = ' '.repeat(word.length + width + 4)
  return [
    `${head}  ${check.padEnd(width)}  ${code}${plainText(message)}${place}`,
    ...(why === undefined ? [] : [`${indent}why: ${plainText(why)}`]),
    ...(fix === undefined ? [] : [`${indent}fix: ${plainText(fix)}`]),
  ]
}

function summary(findings: readonly Finding[]): string {
  const counts = (['problem', 'warning'] as const).flatMap((standing) => {
    const count = findings.filter((finding) => finding.standing === standing).length
    return count === 0 ? [] : [`${count} ${standing}${count === 1 ? '' : 's'}`]
  })
  return counts.length === 0 ? 'nothing is wrong' : counts.join(', ')
}

/** A finding for programs; line and column begin with 1. */
export function doctorRecord({ diagnostic, standing, ...finding }: Finding): Readonly<Record<string, unknown>> {
  const { check, message, why, fix } = finding
  const at = diagnostic?.at
  return {
    check,
    status: standing,
    message,
    why,
    fix,
    ...(diagnostic === undefined ? {} : { code: codeOf(diagnostic.kind, diagnostic.severity) }),
    ...(at === undefined ? {} : { file: at.file.shown ?? at.file.path, ...lineColumn(at.file, at.start) }),
  }
}
