import { existsSync } from 'node:fs'
import { isRemoteContext } from '../attributes/build.ts'
import type { Project } from '../model/project.ts'
import type { BuildSpec, Plan } from '../plan/step.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import { finding, placeOf } from './finding.ts'

/** Folders and Dockerfiles that the builds of a plan need and that are not there. They are read on this machine, wherever the engine is. */
export function missingBuilds({ steps }: Plan, project: Project): readonly Diagnostic[] {
  return steps.flatMap(({ action }) =>
    action.do === 'build-image' && action.when === 'always' ? missingOf(action.build, project) : [],
  )
}

function missingOf({ service, context, dockerfile, inline }: BuildSpec, project: Project): readonly Diagnostic[] {
  if (isRemoteContext(context)) return []
  const at = (key: string): Diagnostic['at'] => placeOf(project, ['services', service, 'build'], key)
  if (!existsSync(context))
    return [
      finding('host-path', `${service}: the build context ${context} does not exist`, {
        at: at('context'),
        fix: 'create the folder, or correct the path',
      }),
    ]
  if (inline !== undefined || dockerfile === undefined || existsSync(dockerfile)) return []
  return [
    finding('host-path', `${service}: the Dockerfile ${dockerfile} does not exist`, {
      at: at('dockerfile'),
      fix: 'create the file, or correct the path',
    }),
  ]
}
