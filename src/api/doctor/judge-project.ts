import type { EngineFacts, ProjectFacts } from './facts.ts'
import { fine, type Finding } from './finding.ts'

/** What was known when the project was looked at. */
interface Known {
  readonly engine: Pick<EngineFacts, 'reached'>
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** What is to be said of the project in the folder. */
export function judgeProject(facts: ProjectFacts, known: Known): readonly Finding[] {
  const { files, folder, told } = facts
  if (files.length === 0 && told.length === 0) return [fine('project', `no compose file in ${folder} or above`)]
  return [...place(facts, known), ...told.map(ofTold), ...holder(facts, known)]
}

function ofTold(one: ProjectFacts['told'][number]): Finding {
  const { severity, message, fix } = one
  return {
    check: 'project',
    standing: severity === 'error' ? 'problem' : 'warning',
    message,
    ...(fix === undefined ? {} : { fix }),
    ...('kind' in one ? { diagnostic: one } : {}),
  }
}

function holder({ holder: found, name = '' }: ProjectFacts, { now }: Known): readonly Finding[] {
  if (found === undefined) return []
  const seconds = Math.max(0, Math.round((now - found.since) / 1000))
  const message = `project ${name} is being changed by "${found.command}" (pid ${found.pid}, ${seconds} s)`
  return [
    {
      check: 'lock',
      standing: 'warning',
      message,
      why: 'what changes it waits for that one',
      fix: `wait for it, or end it (kill ${found.pid})`,
    },
  ]
}

function place({ name, files, envFiles, services, told }: ProjectFacts, { engine }: Known): readonly Finding[] {
  const fitness = engine.reached ? 'nothing keeps `up` from beginning' : 'what it needs of this machine is there'
  const isRefused = told.some(({ severity }) => severity === 'error')
  return [
    ...(files.length === 0 ? [] : [fine('files', files.join(', '))]),
    fine('env-file', envFiles.length === 0 ? 'no .env' : `variables come from ${envFiles.join(', ')}`),
    ...(services === undefined || isRefused ? [] : [fine('project', `${name}: ${countsText(services)}; ${fitness}`)]),
  ]
}

function countsText({ active, disabled }: NonNullable<ProjectFacts['services']>): string {
  const off = disabled === 0 ? '' : `, ${disabled} more with profiles that are off`
  return `${active} ${active === 1 ? 'service' : 'services'}${off}`
}
