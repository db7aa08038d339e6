import { label } from '../../model/labels.ts'
import { detailedCodes } from '../exit-code.ts'
import type { Sight } from './sight.ts'

/** The code with which a service ended, also when the shutdown ended it. */
export async function endedWith(
  service: string,
  { engine, project }: Pick<Sight, 'engine' | 'project'>,
): Promise<number> {
  const found = await engine.containers.list([`${label.project}=${project.name}`, `${label.service}=${service}`])
  const first = found.filter(({ oneOff }) => !oneOff).toSorted((a, b) => a.number - b.number)[0]
  return first?.exitCode ?? 0
}

/** 4 where a container of the services (of all, where none is named) has not ended with 0. */
export async function failedAmong(
  services: readonly string[],
  { engine, project }: Pick<Sight, 'engine' | 'project'>,
): Promise<number> {
  const found = await engine.containers.list([`${label.project}=${project.name}`])
  const failed = found.some(
    ({ oneOff, service, exitCode = 0 }) =>
      !oneOff &&
      exitCode !== 0 &&
      project.services.has(service) &&
      (services.length === 0 || services.includes(service)),
  )
  return failed ? detailedCodes.failed : 0
}
