import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { isRemoteContext } from '../../attributes/service/build.ts'
import type { Project } from '../../model/project.ts'
import type { BuildSpec, Plan } from '../../plan/step.ts'
import type { Diagnostic } from '../../source/diagnostic.ts'
import { finding, placeOf } from './finding.ts'

/** Folders, Dockerfiles, secrets and keys that the builds of a plan need and that are not there. They are read on this machine, wherever the engine is. */
export function missingBuilds({ steps }: Plan, project: Project): readonly Diagnostic[] {
  const found = steps.flatMap(({ action }) =>
    action.do === 'build-image' && action.when === 'always' ? missingOf(action.build, project) : [],
  )
  // A build that others take as a context may be asked for itself, too.
  return [...new Map(found.map((one) => [one.message, one])).values()]
}

function missingOf(build: BuildSpec, project: Project): readonly Diagnostic[] {
  const at = (key: string): Diagnostic['at'] => placeOf(project, ['services', build.service, 'build'], key)
  const others = [...(build.contexts?.values() ?? [])].filter((value) => typeof value !== 'string')
  const found = thingsOf(build)
    .filter(({ path }) => !existsSync(path))
    .map(({ what, path, key }) => {
      const fix = `create the ${key === 'context' || key === 'additional_contexts' ? 'folder' : 'file'}, or correct the path`
      return finding('host-path', `${build.service}: the ${what} ${path} does not exist`, { at: at(key), fix })
    })
  return [...found, ...others.flatMap((one) => missingOf(one, project))]
}

interface Needed {
  readonly what: string
  readonly path: string
  /** The attribute of `build` that names it. */
  readonly key: string
}

/** Without its context nothing is said of the Dockerfile in it. */
function thingsOf({ context, dockerfile, inline, contexts, secrets = [], ssh }: BuildSpec): readonly Needed[] {
  const remote = isRemoteContext(context)
  const own: readonly Needed[] = remote ? [] : [{ what: 'build context', path: context, key: 'context' }]
  const file =
    remote || inline !== undefined || dockerfile === undefined || !existsSync(context) ? undefined : dockerfile
  return [
    ...own,
    ...(file === undefined ? [] : [{ what: 'Dockerfile', path: file, key: 'dockerfile' }]),
    ...[...(contexts ?? [])].flatMap(([name, value]) =>
      typeof value === 'string' && isAbsolute(value)
        ? [{ what: `additional context ${name}`, path: value, key: 'additional_contexts' }]
        : [],
    ),
    ...secrets.flatMap((secret) =>
      'file' in secret ? [{ what: `file of secret ${secret.id}`, path: secret.file, key: 'secrets' }] : [],
    ),
    ...[...(ssh ?? [])].flatMap(([id, path]) =>
      path === '' ? [] : [{ what: `key or agent of ssh ${id}`, path, key: 'ssh' }],
    ),
  ]
}
