interface Instruction {
  /** From 1. */
  readonly line: number
  readonly text: string
}

/**
 * The line of the Dockerfile that a builder's step comes from. Steps are named after their instruction, for instance
 * `[build 2/4] RUN make` (BuildKit) or `Step 2/4 : RUN make` (classic). Undefined where the name has no equal, as after the expansion of variables.
 */
export function lineOf(step: string, dockerfile: string): number | undefined {
  const wanted = collapsed(step.replace(/^(\[[^\]]*\]|Step \d+\/\d+ :) /, ''))
  return instructions(dockerfile).find(({ text }) => text === wanted)?.line
}

function instructions(dockerfile: string): Instruction[] {
  const found: Instruction[] = []
  let open: Instruction | undefined
  for (const [index, line] of dockerfile.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const continued = /\\\s*$/.test(line)
    const text = continued ? line.replace(/\\\s*$/, '') : line
    open = open ? { ...open, text: open.text + text } : { line: index + 1, text }
    if (continued) continue
    found.push({ ...open, text: collapsed(open.text) })
    open = undefined
  }
  return found
}

function collapsed(text: string): string {
  const spaced = text.trim().replace(/\s+/g, ' ')
  return spaced.replace(/^\w+/, (instruction) => instruction.toUpperCase())
}
