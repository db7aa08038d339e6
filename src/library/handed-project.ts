import type { Project } from '../model/project.ts'

/** What holds every variable of the process, and secrets: printing the project shall not print them. */
const quiet = ['environment', 'includedContents', 'contentKey'] as const

/** A project as a program gets it: the same, but that printing and copying it leaves out the variables that it was read with. */
export function handedProject(project: Project): Project {
  const hidden = quiet.flatMap((key) =>
    project[key] === undefined ? [] : [[key, { value: project[key], enumerable: false }] as const],
  )
  return Object.defineProperties({ ...project }, Object.fromEntries(hidden))
}
