import { extensions } from '../attributes/kinds/record.ts'
import type { Volume } from '../attributes/volume.ts'
import type { Project } from './project.ts'

/**
 * Whether a volume has `x-protect`. Any value but `false` protects, so that no misspelt `true` loses data. What is external is
 * nobody's to remove anyway, and a copy of a project is made to be thrown away.
 */
export function isProtected(volume: Volume, { copy }: Pick<Project, 'copy'>): boolean {
  if (copy !== undefined || volume.external === true) return false
  const value = volume[extensions]?.get('x-protect') ?? false
  return value !== false && value !== 'false'
}
