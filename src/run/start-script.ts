import type { ProcessTable } from '../engine/container-looks.ts'

/**
 * The name of the script that a container was started with, where a shell still works it off; undefined where it has handed over
 * to its program (`exec`), or where there is no script. `started` is the name of the file that the container was started with.
 */
export function startScript({ processes }: ProcessTable, started: string): string | undefined {
  const worksOff = (process: readonly string[]): boolean => {
    const [, first = '', second = ''] = wordsOf(process)
    // A first line of a script may give its shell one option. After `--` an init names what it starts.
    return nameOf(/^-[^-]/.test(first) ? second : first) === started
  }
  return processes.some(worksOff) ? started : undefined
}

/** The program that is the first process of a container; undefined where the table does not say. */
export function firstProgram({ titles, processes }: ProcessTable): string | undefined {
  const [id, parent] = [titles.indexOf('PID'), titles.indexOf('PPID')]
  const ids = new Set(processes.map((process) => process[id]))
  const first = processes.find((process) => !ids.has(process[parent]))
  const [program = ''] = first === undefined ? [] : wordsOf(first)
  // `nginx: master process …` is a title, and `-sh` a shell of a login.
  return nameOf(program).replace(/^-|:$/g, '') || undefined
}

function wordsOf(process: readonly string[]): readonly string[] {
  return process.at(-1)?.split(' ') ?? []
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? ''
}
