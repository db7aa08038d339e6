import { extensions } from '../attributes/kinds/record.ts'
import type { Volume } from '../attributes/volume.ts'
import type { Project } from './project.ts'

/**
 * What `x-protect` of a volume says; undefined where it is not there. Any value but `false` protects, also none, so that no misspelt
 * `true` loses data. A copy of a project is made to be thrown away; what is external is not the copy's, and nobody's to remove anyway,
 * but could be overwritten.
 */
export function protectionIn(volume: Volume, { copy }: Pick<Project, 'copy'>): boolean | undefined {
  if (copy !== undefined && volume.external !== true) return false
  const given = volume[extensions]
  if (given?.has('x-protect') !== true) return undefined
  const value = given.get('x-protect')
  return value !== false && value !== 'false'
}
